import type { Floor } from './floor';
import type { Machine } from './machine';
import type { Disposition } from './measure/disposition';
import type { Gate } from './measure/gate';
import type { ManyLots } from './measure/many-lots';
import type { Propagation } from './measure/propagation';
import type { Recovery } from './measure/recovery';
import { spreadOf, type Spread } from './percentiles';
import { sustained, TARGETS } from './targets';

export interface Figures {
  readonly machine: Machine;
  readonly floor: Floor;
  readonly runs: readonly Propagation[];
  readonly disposition: Disposition;
  readonly gate: Gate;
  readonly manyLots: ManyLots;
  readonly recoveries: readonly Recovery[];
}

/** Everything that was measured, as Markdown. */
export function report(figures: Figures): string {
  return [
    ...Object.entries(figures.machine).map(([name, value]) => `- ${name}: ${value}`),
    '',
    ...table(
      ['milliseconds', 'p50', 'p95', 'p99', 'floor p50', 'p50 / floor', 'p99 / floor'],
      latencies(figures),
    ),
    '',
    ...table(['', 'measured', 'floor', 'ratio'], others(figures)),
    '',
    ...table(
      ['target', 'measured', ''],
      TARGETS.map((target) => judged(target, figures)),
    ),
    '',
    ...table(
      ['a hold costs, beyond an idle stack', ...figures.runs.map(({ perSecond }) => `at ${perSecond}/s`)],
      costs(figures),
    ),
  ].join('\n');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
};

function latencies({ floor, runs, disposition, gate }: Figures): string[][] {
  const row = (name: string, { p50, p95, p99 }: Spread, sample: readonly number[]) => {
    const base = spreadOf(sample).p50;
    return [name, ms(p50), ms(p95), ms(p99), ms(base), times(p50 / base), times(p99 / base)];
  };
  return [
    ...runs.flatMap((run) => [
      row(`${run.perSecond}/s: the accept call`, run.accept, floor.commit),
      row(
        `${run.perSecond}/s: accepted → ERP, WMS, MES acknowledged`,
        run.requiredAcknowledged,
        floor.requiredAcknowledged,
      ),
      row(
        `${run.perSecond}/s: accepted → ERP, WMS, MES observed`,
        run.requiredObserved,
        floor.requiredObserved,
      ),
      row(
        `${run.perSecond}/s: accepted → QMS, PLM acknowledged too`,
        run.allAcknowledged,
        floor.allAcknowledged,
      ),
      row(`${run.perSecond}/s: accepted → QMS, PLM observed too`, run.allObserved, floor.allObserved),
    ]),
    row(`disposition, ${disposition.perSecond}/s: the accept call`, disposition.accept, floor.commit),
    row(`disposition → ERP, WMS, MES acknowledged`, disposition.acknowledged, floor.released),
    row(`disposition → QMS acknowledged too`, disposition.allAcknowledged, floor.released),
    row(`gate, ${gate.perSecond}/s asked while 5 holds/s arrive`, gate.atFixedRate, floor.select),
    row(`gate, as fast as it answers ${gate.atOnce} at once`, gate.atFullSpeed, floor.select),
  ];
}

function others({ floor, gate, manyLots, recoveries, runs }: Figures): string[][] {
  return [
    ['gate answers a second while 5 holds/s arrive', gate.mostPerSecond.toFixed(0), '', ''],
    ...runs.map((run) => [
      `${run.perSecond}/s: everything home after the last hold`,
      run.drainedMs === null ? 'not within a minute' : `${ms(run.drainedMs)} ms`,
      '',
      '',
    ]),
    [`one hold of ${manyLots.lots} lots: the accept call`, `${ms(manyLots.accept)} ms`, '', ''],
    [
      `one hold of ${manyLots.lots} lots → ERP, WMS, MES observed`,
      manyLots.requiredObserved === null ? 'not within two minutes' : `${ms(manyLots.requiredObserved)} ms`,
      `${ms(floor.manyObserved)} ms`,
      times((manyLots.requiredObserved ?? NaN) / floor.manyObserved),
    ],
    [
      `one hold of ${manyLots.lots} lots → all observed`,
      manyLots.allObserved === null ? 'not within two minutes' : `${ms(manyLots.allObserved)} ms`,
      '',
      '',
    ],
    ...recoveries.map(({ inFlight, seconds }) => [
      `SIGKILL of worker-enterprise with ${inFlight} holds on their way → all effective`,
      seconds === null ? 'not within a minute' : `${seconds.toFixed(1)} s`,
      '',
      '',
    ]),
    ['sustained, with p99 ≤ 500 ms', `${sustained(runs)} holds/s`, '', ''],
  ];
}

function costs({ runs }: Figures): string[][] {
  const row = (name: string, of: (run: Propagation) => number | undefined, unit: string) => [
    name,
    ...runs.map((run) => {
      const value = of(run);
      return value === undefined ? 'not known here' : `${value.toFixed(1)} ${unit}`;
    }),
  ];
  const sum = (values: Record<string, number>) =>
    Object.values(values).reduce((total, value) => total + value, 0);
  const names = Object.keys(runs[0]?.cost.cpuMs ?? {}).sort();
  const databases = Object.keys(runs[0]?.cost.commits ?? {}).filter(
    (name) => !/^(template|postgres$)/.test(name),
  );
  return [
    row(
      'share of the machine used by other programs',
      (run) => (run.cost.others === null ? undefined : run.cost.others * 100),
      '%',
    ),
    row('CPU, all processes', (run) => (run.cost.cpuMs ? sum(run.cost.cpuMs) : undefined), 'ms'),
    ...names.map((name) => row(`CPU of ${name}`, (run) => run.cost.cpuMs?.[name], 'ms')),
    ...databases.map((name) => row(`commits in ${name}`, (run) => run.cost.commits[name], '')),
  ];
}

const judged = (target: (typeof TARGETS)[number], figures: Figures): string[] => {
  const { text, met } = target.judge(figures);
  return [target.name, text, met ? 'met' : '**not met**'];
};

const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const times = (value: number) => `${value.toFixed(1)} ×`;
