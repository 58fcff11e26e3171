import { readFileSync, readdirSync } from 'node:fs';
import type { BenchStack } from './stack';

/**
 * MiB of memory by process of the stack, those below it included (a connection to PostgreSQL is a process). What processes
 * share is counted once, a part for each: Linux's proportional set size.
 * @throws Error where there is no /proc
 */
export function memoryOf(stack: BenchStack): Record<string, number> {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), numberIn(pid, 'status', /^PPid:\s+(\d+)/m)]),
  );
  const ofTree = (pid: number): number =>
    [...parents]
      .filter(([, parent]) => parent === pid)
      .reduce(
        (total, [child]) => total + ofTree(child),
        numberIn(String(pid), 'smaps_rollup', /^Pss:\s+(\d+)/m),
      );
  return Object.fromEntries(stack.description().processes.map(({ name, pid }) => [name, ofTree(pid) / 1024]));
}

/** @returns 0 for a process that has ended meanwhile */
function numberIn(pid: string, file: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
