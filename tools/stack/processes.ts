import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** A process as the operating system knows it. Pid and start together are unique; a pid alone is used again. */
export interface OsProcess {
  readonly pid: number;
  /** Opaque: equal for the same process, different for a later one with its pid. */
  readonly startedAt: string;
  readonly commandLine: string;
}

/** Every process that this user may see: from /proc where there is one (a slim container has no ps), else from ps. */
export function listProcesses(): OsProcess[] {
  if (process.platform !== 'linux') return listByPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProc(Number(name)) ?? []);
}

export const findProcess = (pid: number): OsProcess | null =>
  process.platform === 'linux' ? readProc(pid) : (listByPs().find((found) => found.pid === pid) ?? null);

function readProc(pid: number): OsProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; state is the first field after it, the start time the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Dead, unless other threads of it still hold its files and ports.
    if (fields[0] === 'Z' && readdirSync(`/proc/${pid}/task`).length <= 1) return null;
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, startedAt: fields[19] ?? '', commandLine };
  } catch {
    return null;
  }
}

function listByPs(): OsProcess[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,lstart=,command='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return lines.split('\n').flatMap((line) => {
    const [, pid, startedAt, commandLine] =
      /^\s*(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line) ?? [];
    return pid && startedAt && commandLine ? [{ pid: Number(pid), startedAt, commandLine }] : [];
  });
}

/** Ends processes that have no parent left to ask them: at once, since their state is made to survive it. */
export async function endOrphans(orphans: readonly OsProcess[]): Promise<void> {
  for (const { pid } of orphans) signal(pid, 'SIGKILL');
  const end = Date.now() + 20_000;
  const remaining = () => orphans.filter(({ pid, startedAt }) => findProcess(pid)?.startedAt === startedAt);
  while (remaining().length > 0) {
    if (Date.now() > end) {
      const pids = remaining().map(({ pid }) => pid);
      throw new Error(
        `Processes ${pids.join(', ')} of an earlier run do not end. End them by hand, then start again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sends a signal to the process group that a supervised process leads; false when there is none any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, name);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return false;
}

/** Of two that want the same core, the other gets a tenth of it. */
const FIRST = -10;
const LAST = 10;

/** Lets a process that was just started go before others where cores are short. It takes a right that not every user has. */
export const goFirst = (pid: number): void => prefer(pid, FIRST);

/** Has a process give way to others where cores are short. */
export const goLast = (pid: number): void => prefer(pid, LAST);

function prefer(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
    // Linux may share cores out by session first, and each process of a stack has a session of its own.
    const session = `/proc/${pid}/autogroup`;
    if (existsSync(session)) writeFileSync(session, String(priority));
  } catch {
    // It runs all the same, in its turn.
  }
}
