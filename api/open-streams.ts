import { Problem } from '../contracts/problem';

/** Streams that this process has open, by caller. */
export class OpenStreams {
  private readonly open = new Map<string, number>();

  /**
   * Counts a stream from when it is first read until it ends.
   * @throws Problem `too-many-streams`
   */
  admit<T>(caller: string, most: number, stream: AsyncGenerator<T>): AsyncGenerator<T> {
    if ((this.open.get(caller) ?? 0) >= most)
      throw new Problem(
        'too-many-streams',
        `You have ${most} streams open, as many as the topology allows (events.streamsPerCaller); close one first.`,
      );
    return this.counted(caller, stream);
  }

  private async *counted<T>(caller: string, stream: AsyncGenerator<T>): AsyncGenerator<T> {
    this.change(caller, 1);
    try {
      yield* stream;
    } finally {
      this.change(caller, -1);
    }
  }

  private change(caller: string, by: number): void {
    const count = (this.open.get(caller) ?? 0) + by;
    if (count === 0) this.open.delete(caller);
    else this.open.set(caller, count);
  }
}
