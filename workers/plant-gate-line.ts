import type { Logger } from 'pino';
import { timeoutAfter } from '../config/timeout';
import { SignedDenyList } from '../contracts/deny-list';
import type { KeptDenyList } from './plant-gate-list';

/** A new list is in force at the plant so much later, at most, and what it takes to fetch it. */
const EVERY_MS = 2_000;
const FETCH_MS = 5_000;
/** A list of hundreds of thousands of lots takes long to make, and is fetched less often: so much later for each lot. */
const PER_LOT_MS = 0.1;
/** A question that the enterprise has not answered by then is answered at the plant. */
const ASK_MS = 1_000;

class LineCut extends Error {
  override readonly name = 'LineCut';
}

/** An answer of the enterprise's gate, passed on as it is. */
export interface Passed {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * The line from a plant to the enterprise's API. It counts as cut when the API does not answer in time, or answers 5xx: then
 * the enterprise's gate is not to be had. Only fetching a list finds it whole again.
 */
export class EnterpriseLine {
  private cut = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly stopped = new AbortController();

  /** @param api the API's address  @param key the plant's bearer key */
  constructor(
    private readonly api: string,
    private readonly key: string,
    private readonly plant: string,
    private readonly kept: KeptDenyList,
    private readonly log: Logger,
  ) {}

  get isCut(): boolean {
    return this.cut;
  }

  /** Fetches the list now and from then on, one call at a time. */
  start(): void {
    void this.fetchList().finally(() => {
      if (!this.stopped.signal.aborted) this.timer = setTimeout(() => this.start(), EVERY_MS + this.slack);
    });
  }

  stop(): void {
    this.stopped.abort();
    if (this.timer) clearTimeout(this.timer);
  }

  /**
   * Asks the enterprise's gate, as the caller.
   * @param path with its query
   * @returns null while the line is cut
   */
  async ask(path: string, headers: Record<string, string>): Promise<Passed | null> {
    if (this.cut) return null;
    try {
      return await this.get(path, headers, ASK_MS);
    } catch (error) {
      if (!(error instanceof LineCut)) throw error;
      this.found(error);
      return null;
    }
  }

  /** What the length of the list asks for, in milliseconds. */
  private get slack(): number {
    return Math.ceil(PER_LOT_MS * (this.kept.list?.lots.size ?? 0));
  }

  private async fetchList(): Promise<void> {
    const { known } = this.kept;
    const having = known === null ? '' : `?known=${known}&changes=true`;
    const path = `/v1/plants/${encodeURIComponent(this.plant)}/deny-list${having}`;
    try {
      const within = FETCH_MS + this.slack;
      const { status, body } = await this.get(path, { authorization: `Bearer ${this.key}` }, within);
      this.found(null);
      if (status === 200) await this.kept.take(SignedDenyList.parse(JSON.parse(body)).jws);
      else this.log.error({ status, body }, 'the API refuses the deny-list');
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      if (error instanceof LineCut) this.found(error);
      else this.log.error({ err: error }, 'a deny-list was not taken; the one at hand grows older');
    }
  }

  /** @throws LineCut */
  private async get(path: string, headers: Record<string, string>, withinMs: number): Promise<Passed> {
    const signal = AbortSignal.any([timeoutAfter(withinMs), this.stopped.signal]);
    let answer: Passed;
    try {
      const response = await fetch(new URL(path, this.api), { headers, signal });
      const contentType = response.headers.get('content-type') ?? 'application/json';
      answer = { status: response.status, contentType, body: await response.text() };
    } catch (error) {
      throw new LineCut('The API does not answer.', { cause: error });
    }
    if (answer.status >= 500) throw new LineCut(`The API answers ${answer.status}.`);
    return answer;
  }

  private found(error: LineCut | null): void {
    const cut = error !== null;
    if (cut === this.cut) return;
    this.cut = cut;
    if (cut)
      this.log.warn({ err: error }, 'the line to the enterprise is cut: the plant goes by its deny-list');
    else this.log.info('the line to the enterprise is whole again');
  }
}
