export interface Seen {
  readonly caller: string;
  /** Method and path, as the route table has them. */
  readonly route: string;
  readonly calls: number;
  readonly lastAt: Date;
}

/** More pairs of caller and call than this are not kept: a flood of callers costs no memory. */
const MOST = 10_000;

/** Who has made which call, as far as this process has seen since it was started. */
export class Consumers {
  readonly since = new Date();
  private readonly pairs = new Map<string, { -readonly [K in keyof Seen]: Seen[K] }>();

  saw(caller: string, route: string, at: Date): void {
    const key = `${caller} ${route}`;
    const known = this.pairs.get(key);
    if (known) {
      known.calls += 1;
      known.lastAt = at;
    } else if (this.pairs.size < MOST) this.pairs.set(key, { caller, route, calls: 1, lastAt: at });
  }

  all(): readonly Seen[] {
    return [...this.pairs.values()];
  }
}
