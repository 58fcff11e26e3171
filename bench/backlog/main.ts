import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import type { Topology } from '../../contracts/topology';
import { ROOT } from '../../tools/root';
import { LedgerReader } from '../ledger';
import { load, placing } from '../load';
import { Lots } from '../lots';
import { memoryOf } from '../memory';
import { BenchStack } from '../stack';

/** Requests a second that the ERP takes: a visit, which asks and reads back, is two. */
const ERP_TAKES = 2;
const HOLDS_PER_SECOND = 4;
/** Holds that have been placed when memory is read, the first time and so on. */
const MARKS = { full: [0, 500, 1_000, 2_000], quick: [0, 100, 200] };
/** How often it is read once all are placed. */
const READ_EVERY_MS = 30_000;
const READINGS = { full: 6, quick: 2 };

interface Reading {
  readonly seconds: number;
  /** Holds that were placed, and of these how many wait for the ERP. */
  readonly placed: number;
  readonly waiting: number;
  /** MiB by process. */
  readonly memory: Readonly<Record<string, number>>;
}

/** `npm run bench -- backlog`: memory of each process while up to 2,000 holds wait for an ERP that takes two requests a second. */
export async function measureBacklog(say: (text: string) => void, quick: boolean): Promise<void> {
  const marks = MARKS[quick ? 'quick' : 'full'];
  const most = marks.at(-1)!;
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-topology-'));
  say('starting a stack, with Temporal on PostgreSQL');
  const stack = await BenchStack.start({ topology: slowErp(folder) });
  const ledger = new LedgerReader(stack.description().postgres);
  const began = Date.now();
  const holds: string[] = [];
  const readings: Reading[] = [];
  const read = async () => {
    const waiting = holds.length - (await ledger.countEffective(holds));
    const seconds = (Date.now() - began) / 1000;
    readings.push({ seconds, placed: holds.length, waiting, memory: memoryOf(stack) });
    say(`${holds.length} placed, ${waiting} wait`);
  };
  try {
    say(`making ${most} lots`);
    const lots = await Lots.make(stack, ledger, most);
    for (const mark of marks) {
      const calls = lots.take(mark - holds.length).map((lot) => placing([lot]));
      if (calls.length > 0)
        holds.push(...(await load(stack, { perSecond: HOLDS_PER_SECOND }, calls)).map(({ id }) => id ?? ''));
      await read();
    }
    for (let reading = 0; reading < READINGS[quick ? 'quick' : 'full']; reading++) {
      await delay(READ_EVERY_MS);
      await read();
    }
    console.log(tableOf(readings));
  } finally {
    await ledger.close();
    await stack.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The demo enterprise, its ERP slower. @returns the path of its topology */
function slowErp(folder: string): string {
  const demo = parse(readFileSync(join(ROOT, 'config', 'topology.demo.yaml'), 'utf8')) as Topology;
  const erp = { ...demo.systems.erp, requestsPerSecond: ERP_TAKES };
  const path = join(folder, 'topology.yaml');
  writeFileSync(path, stringify({ ...demo, systems: { ...demo.systems, erp } }));
  return path;
}

function tableOf(readings: readonly Reading[]): string {
  const names = Object.keys(readings[0]?.memory ?? {});
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = ['seconds', 'holds placed', 'waiting', ...names, 'all'];
  return [
    `${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)} at the end; MiB`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...readings.map(({ seconds, placed, waiting, memory }) => {
      const all = names.map((name) => memory[name] ?? 0);
      const sum = all.reduce((total, one) => total + one, 0);
      return line([seconds, placed, waiting, ...all, sum].map((value) => value.toFixed(0)));
    }),
  ].join('\n');
}
