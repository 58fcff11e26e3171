import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { findProcess, goFirst, signal } from './processes';
import type { Ready } from './ready';

/** A process that the stack keeps alive. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited but what `baseEnvironment` gives. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The OS user to run as, when it is not ours. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** SIGTERM when not given. */
  readonly stopSignal?: NodeJS.Signals;
  readonly ready: Ready;
  /** Goes first where cores are short: somebody waits for the gate's answer. */
  readonly urgent?: boolean;
  /** Runs before each start: what a killed predecessor left behind. */
  readonly beforeStart?: () => Promise<void>;
}

const LONGEST_DELAY_MS = 2_000;
/** One that lived as long as this did not fail because of how it was started. */
const LIVED_MS = 2_000;
const GRACE_MS = 15_000;

/** How somebody ends a process; whatever else ends it is a fault of its own. */
const ENDED_BY_SOMEBODY: ReadonlySet<NodeJS.Signals | null> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
]);

/**
 * Runs the program it is given once it has read a line, and ends when there is none to come: whoever starts it
 * writes down its pid first, so that a process nobody knows of never runs, whenever its supervisor is killed.
 */
const ONCE_WRITTEN_DOWN = 'read -r line && exec "$@" < /dev/null';

/** One process and its successors: started again at once when it dies, with a growing delay when it dies young. */
export class Supervised {
  pid: number | null = null;
  startedAt = '';
  /** How often it ended though nobody had ended it. */
  endedByItself = 0;
  private child: ChildProcess | null = null;
  private stopping = false;
  private delayMs = 0;
  private retry: NodeJS.Timeout | null = null;

  /**
   * @param logFile what the process writes is appended here
   * @param onChange called with each new pid
   */
  constructor(
    readonly spec: ProcessSpec,
    private readonly logFile: string,
    private readonly onChange: () => void,
  ) {}

  async start(): Promise<void> {
    await this.spec.beforeStart?.();
    if (this.stopping) return;
    const bornAt = Date.now();
    const log = openSync(this.logFile, 'a', 0o600);
    // A group of its own: Ctrl-C reaches the supervisor alone, which stops the processes in order.
    const child = spawn('sh', ['-c', ONCE_WRITTEN_DOWN, 'sh', this.spec.command, ...this.spec.args], {
      env: this.spec.env,
      cwd: this.spec.cwd,
      ...this.spec.user,
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    this.child = child;
    if (child.pid === undefined) {
      child.once('error', ({ message }) => this.onEnd(bornAt, message));
      return;
    }
    child.once('exit', (code, by) =>
      this.onEnd(
        bornAt,
        ENDED_BY_SOMEBODY.has(by) ? null : `it ended by itself (${by ?? `exit code ${code}`})`,
      ),
    );
    this.pid = child.pid;
    if (this.spec.urgent) goFirst(child.pid);
    this.startedAt = findProcess(child.pid)?.startedAt ?? '';
    this.onChange();
    // It may have died meanwhile: then there is an exit to hear of, not a line unread.
    child.stdin?.once('error', () => undefined);
    child.stdin?.end('\n');
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.retry) clearTimeout(this.retry);
    const child = this.child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const pid = child.pid;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(this.spec.stopSignal ?? 'SIGTERM');
    const killer = setTimeout(() => signal(pid, 'SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(killer);
  }

  /** @param fault null when somebody ended it */
  private onEnd(bornAt: number, fault: string | null): void {
    if (this.stopping) return;
    if (fault !== null) {
      this.endedByItself += 1;
      appendFileSync(
        this.logFile,
        `${new Date().toISOString()} ${this.spec.name}: ${fault}, and is started again.\n`,
      );
    }
    const livedLong = Date.now() - bornAt > LIVED_MS;
    const delay = livedLong ? 0 : this.delayMs;
    this.delayMs = livedLong ? 100 : Math.min(LONGEST_DELAY_MS, delay * 2 || 100);
    if (delay === 0) this.startAgain();
    else this.retry = setTimeout(() => this.startAgain(), delay);
  }

  /** A start that fails is one more death. */
  private startAgain(): void {
    this.start().catch((error: Error) => this.onEnd(Date.now(), error.message));
  }
}
