import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import type { LedgerReader } from './ledger';
import type { BenchStack } from './stack';

/** What the stack has used up since it was started. */
interface Meter {
  readonly at: number;
  /** CPU milliseconds by process of the stack, its children included; null where there is no /proc. */
  readonly cpu: Record<string, number> | null;
  /** CPU milliseconds of this machine, whoever used them, and of the bench with all that it started. */
  readonly machine: number;
  readonly own: number | null;
  /** Commits by database. */
  readonly commits: Record<string, number>;
}

/** What one hold costs, beyond what the stack costs when nothing happens. */
export interface Consumption {
  readonly cpuMs: Record<string, number> | null;
  readonly commits: Record<string, number>;
  /** Share of the machine that programs other than the bench's used meanwhile: figures are worth little where it is large. */
  readonly others: number | null;
}

const tickMs = () => 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

export async function readMeter(stack: BenchStack, ledger: LedgerReader): Promise<Meter> {
  const commits = await ledger.commits();
  const machine = cpus().reduce(
    (total, { times }) => total + times.user + times.nice + times.sys + times.irq,
    0,
  );
  const used = cpuByProcess();
  if (!used) return { at: Date.now(), cpu: null, machine, own: null, commits };
  const cpu = stack.description().processes.map(({ name, pid }) => [name, used(pid)] as const);
  return { at: Date.now(), cpu: Object.fromEntries(cpu), machine, own: used(process.pid), commits };
}

/** Consumption between two readings, less what an idle stack uses in that time, a hold. */
export function perHold(
  idle: readonly [Meter, Meter],
  busy: readonly [Meter, Meter],
  holds: number,
): Consumption {
  const net = (pick: (meter: Meter) => Record<string, number>) => {
    const [idleFrom, idleTo, from, to] = [...idle, ...busy].map(pick);
    const share = (busy[1].at - busy[0].at) / (idle[1].at - idle[0].at);
    return Object.fromEntries(
      Object.keys(to!).map((name) => {
        const used = to![name]! - (from![name] ?? 0);
        const atRest = (idleTo![name] ?? 0) - (idleFrom![name] ?? 0);
        return [name, Math.max(used - atRest * share, 0) / holds];
      }),
    );
  };
  return {
    cpuMs: busy[1].cpu === null ? null : net((meter) => meter.cpu ?? {}),
    commits: net((meter) => meter.commits),
    others: othersShare(busy),
  };
}

/** Share of the machine that programs other than the bench's used between two readings. */
export function othersShare([from, to]: readonly [Meter, Meter]): number | null {
  if (from.own === null || to.own === null) return null;
  const others = to.machine - from.machine - (to.own - from.own);
  return Math.max(others, 0) / ((to.at - from.at) * cpus().length);
}

/**
 * Milliseconds used by a process and all below it, living or ended, from /proc/<pid>/stat.
 * @returns null where there is no /proc
 */
function cpuByProcess(): ((pid: number) => number) | null {
  if (!existsSync('/proc/self/stat')) return null;
  const tick = tickMs();
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readStat(Number(pid)));
  const sum = (pid: number): number =>
    all.reduce(
      (total, process) =>
        process.pid === pid
          ? total + process.ticks * tick
          : process.parent === pid
            ? total + sum(process.pid)
            : total,
      0,
    );
  return sum;
}

function readStat(pid: number): { pid: number; parent: number; ticks: number }[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in parentheses, which may hold spaces.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = [11, 12, 13, 14].reduce((total, index) => total + fields[index]!, 0);
    return [{ pid, parent: fields[1]!, ticks }];
  } catch {
    return []; // It has ended meanwhile.
  }
}
