import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Counts } from './counts';
import type { Plan } from './plan';
import type { Record } from './record';

/** What came of a run. */
export interface Outcome {
  readonly plan: Plan;
  readonly counts: Counts;
  readonly record: Record;
  readonly auditRows: number;
  /** How long things were broken, and how long it took from then until all was home. */
  readonly seconds: { readonly mended: number; readonly home: number };
}

/** Seed, machine, counts and defects, as text. */
export function report({ plan, counts, record, auditRows, seconds }: Outcome): string {
  const { defects, holds, changes } = record;
  const endsOf = changes.flatMap(({ ended }) => (ended ? [...ended.values()] : []));
  return [
    `seed            ${plan.seed} (npm run chaos -- --seed ${plan.seed} --holds ${plan.holds} --changes ${plan.changes} --minutes ${plan.seconds / 60})`,
    `machine         ${machine()}`,
    `holds           ${holds.length} placed, ${holds.flatMap(({ dispositions }) => dispositions).length} decisions`,
    `changes         ${changes.length} accepted; plants: ${tally(endsOf)}`,
    line('kills', counts),
    line('faults', counts),
    line('repeats', counts),
    line('refusals', counts),
    line('samples', counts),
    line('effects', counts),
    line('repeated calls', counts),
    `audit rows      ${auditRows}`,
    `times           ${seconds.mended.toFixed(0)} s broken, all home ${seconds.home.toFixed(1)} s after`,
    `defects         ${defects.length === 0 ? 'none' : defects.length}`,
    ...defects.map(
      ({ check, subject, system, text }) =>
        `  ${check}: ${subject}${system === null ? '' : ` in ${system}`}: ${text}`,
    ),
  ].join('\n');
}

function machine(): string {
  const cores = cpus();
  const [load] = loadavg();
  return `${cores.length} × ${cores[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}, Node ${process.versions.node}, load ${load!.toFixed(1)}`;
}

const line = (group: string, counts: Counts): string =>
  `${group.padEnd(15)} ${counts.total(group)}: ${counted(counts.of(group))}`;

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counted(counts);
}

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';
