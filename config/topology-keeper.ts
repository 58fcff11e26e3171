import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { SystemSeen } from '../contracts/system-health';
import type { TopologyReportRequest, TopologyVersion } from '../contracts/topology-version';
import { takeVersion, type Running } from './running-topology';

/** Between two looks, where nothing tells of a new version. */
const EVERY_MS = 5_000;
/** After a look that failed. */
const AGAIN_MS = 1_000;
/** So long a start waits to be told the newest topology; it begins by its file where nobody has said. */
const START_MS = 2_000;
const MOST_TEXT = 5_000;

export interface TopologyUser {
  /** Such as `worker-lyon`. */
  readonly name: string;
  /** Tells what this process goes by, and asks for the newest version; null: there is none, or it is this one. */
  readonly exchange: (report: TopologyReportRequest) => Promise<TopologyVersion | null>;
  /** Goes over to a topology, wholly or not at all: what it throws leaves everything as it was. */
  readonly use: (next: Running) => Promise<void> | void;
  /** What this process has seen of the systems that it calls, to be told with each report. */
  readonly seen?: () => readonly SystemSeen[];
  readonly log: Logger;
}

/**
 * Keeps a process at the newest topology. A version that it cannot take is said in the log and in every report; the process
 * goes on by the one before, and tries again: what was missing may have come.
 */
export class TopologyKeeper {
  private failure: TopologyReportRequest['failure'] = null;
  private stopped = false;
  /** Somebody has told of something new since the last look began. */
  private due = false;
  private wake: () => void = () => undefined;
  private keeping: Promise<void> = Promise.resolve();
  private readonly process: string;

  constructor(
    private running: Running,
    private readonly user: TopologyUser,
  ) {
    this.process = `${user.name}/${hostname()}/${process.pid}`;
  }

  /**
   * Sets the process up by the newest topology, by its own file where that is not to be had.
   * @param waits its own file will not do: until there is another
   * @throws what `use` throws of the file
   */
  async start(waits = false): Promise<void> {
    while (!(await this.begin())) {
      if (!waits) {
        await this.user.use(this.running);
        break;
      }
      this.user.log.warn('waiting to be told a topology that this process can take');
      await pause(AGAIN_MS);
    }
    this.keeping = this.keep();
  }

  /** There may be a new version. */
  lookNow(): void {
    this.due = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.keeping;
  }

  private async begin(): Promise<boolean> {
    const newest = await within(START_MS, this.user.exchange(this.report())).catch(() => null);
    return newest !== null && this.take(newest);
  }

  private async keep(): Promise<void> {
    while (!this.stopped) {
      this.due = false;
      const wait = await this.look();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.stopped || this.due ? 0 : wait);
        this.wake = () => (clearTimeout(timer), resolve());
      });
    }
  }

  /** @returns milliseconds until the next look */
  private async look(): Promise<number> {
    try {
      const newest = await this.user.exchange(this.report());
      if (newest && newest.version !== this.running.version) {
        const before = this.failure?.text;
        const taken = await this.take(newest);
        if (taken || this.failure?.text !== before) await this.user.exchange(this.report());
      }
      return EVERY_MS;
    } catch (error) {
      this.user.log.debug({ err: error }, 'the newest topology could not be asked for; it will be again');
      return AGAIN_MS;
    }
  }

  /** @returns whether the process goes by it now */
  private async take({ version, text, variables }: TopologyVersion): Promise<boolean> {
    const { log, use } = this.user;
    try {
      const next = takeVersion(version, { text, variables });
      await use(next);
      this.running = next;
      this.failure = null;
      log.info({ version }, 'goes by this topology');
      return true;
    } catch (error) {
      const said = (error instanceof Error ? error.message : String(error)).slice(0, MOST_TEXT);
      if (this.failure?.text !== said)
        log.error({ err: error, version, kept: this.running.version }, 'this topology cannot be taken');
      this.failure = { version, text: said };
      return false;
    }
  }

  private report(): TopologyReportRequest {
    const systems = this.user.seen?.() ?? [];
    return {
      process: this.process,
      version: this.running.version,
      failure: this.failure,
      ...(systems.length > 0 && { systems: [...systems] }),
    };
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
