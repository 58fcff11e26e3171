import type { Page } from './page';

interface Check {
  readonly promise: string;
  readonly passed: boolean;
  readonly text: string;
}

/** What the demo found to hold or not, gathered while it plays and told at the end. */
export class Checks {
  private readonly all: Check[] = [];

  get count(): number {
    return this.all.length;
  }

  /**
   * @param promise its letter and number in test/promises, such as H1; empty for what is no promise by itself
   * @param text what is so when `passed`, with what was compared, as a sentence
   */
  that(promise: string, passed: boolean, text: string): void {
    this.all.push({ promise, passed, text });
  }

  /** @param text what was compared, as a sentence; what was found instead is added when they differ */
  same(promise: string, found: unknown, expected: unknown, text: string): void {
    const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
    const differs = `Not so: ${text} Found ${left}, expected ${right}.`;
    this.that(promise, left === right, left === right ? text : differs);
  }

  /** Prints all. @returns how many failed */
  tell(page: Page): number {
    for (const { promise, passed, text } of this.all) page.verdict(passed, promise, text);
    return this.all.filter(({ passed }) => !passed).length;
  }
}
