/** Remembers that it was rung since it was silenced, so that no change between two looks is missed. */
export class Bell {
  #rung = false;
  #wake = () => {};
  readonly ring = (): void => {
    this.#rung = true;
    this.#wake();
  };
  silence(): void {
    this.#rung = false;
  }
  async rung(withinMs: number): Promise<void> {
    if (this.#rung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
