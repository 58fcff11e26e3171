import { Client } from 'pg';
import { bringHome } from '../activities/bring';
import { adaptersFor } from '../adapters/all';
import type { Adapter } from '../adapters/port';
import { readCredentials } from '../config/credentials';
import { readTopology } from '../config/topology';
import type { Batch, Errand } from '../contracts/step';
import type { Subject } from '../contracts/target';
import type { Result } from '../contracts/result';
import { serveJob } from './child';
import { QUANTITY } from './lots';
import { now, paced } from './pace';

export interface FloorJob {
  readonly database: string;
  readonly topology: string;
  readonly credentials: string;
  readonly perSecond: number;
  /** One of these an iteration. */
  readonly lots: readonly string[];
  /** For the one large hold. */
  readonly many: readonly string[];
}

/** Milliseconds that each iteration took; the same measures as of the stack. */
export interface Floor {
  readonly commit: readonly number[];
  readonly select: readonly number[];
  readonly requiredAcknowledged: readonly number[];
  readonly requiredObserved: readonly number[];
  readonly allAcknowledged: readonly number[];
  readonly allObserved: readonly number[];
  readonly released: readonly number[];
  readonly manyObserved: number;
}

const CONTAINING = ['wms', 'erp', 'mes-lyon'];
const TIMEOUT_MS = 10_000;
const context = { transaction: 'TX-FLOOR', traceparent: null, signal: new AbortController().signal };

/**
 * What cannot be had cheaper: one commit and the same HTTP calls to the same systems in the same waves, through the same
 * adapters, from one plain process that keeps nothing and promises nothing. `bench/floor.js`.
 */
serveJob<FloorJob, Floor>(async (job) => {
  const database = new Client({ connectionString: job.database });
  await database.connect();
  await database.query('create temporary table floor (id text primary key, body jsonb)');
  await database.query("insert into floor values ('read', '{}')");
  await database.query('create table if not exists bench_floor (id text primary key, body jsonb)');
  const adapters = adaptersFor(readTopology(job.topology), readCredentials(job.credentials), () => true);
  const adapterOf = (system: string) => adapters.get(system)!;

  const commit = async (lot: string) => {
    const begin = now();
    await database.query({
      name: 'floor-commit',
      text: 'insert into bench_floor values ($1, $2)',
      values: [`${lot}/${begin}`, { lot, reason: 'dimension', quantity: QUANTITY }],
    });
    return now() - begin;
  };
  const select = async () => {
    const begin = now();
    await database.query({
      name: 'floor-read',
      text: 'select body from floor where id = $1',
      values: ['read'],
    });
    return now() - begin;
  };

  const holds = await paced(job.lots, { perSecond: job.perSecond }, async (lot) => {
    const begin = now();
    const committed = await commit(lot);
    const { required, all } = await contain(adapterOf, [lot]);
    return {
      commit: committed,
      select: await select(),
      requiredAcknowledged: latest(required, acknowledgedAt) - begin,
      requiredObserved: latest(required, observedAt) - begin,
      allAcknowledged: latest(all, acknowledgedAt) - begin,
      allObserved: latest(all, observedAt) - begin,
    };
  });
  const released = await paced(job.lots, { perSecond: job.perSecond }, async (lot) => {
    const begin = now();
    await commit(lot);
    return latest(await release(adapterOf, lot), acknowledgedAt) - begin;
  });
  const begin = now();
  await commit('many');
  const many = await contain(adapterOf, job.many);
  await database.end();
  const column = (name: keyof (typeof holds)[number]) => holds.map((sample) => sample[name]);
  return {
    commit: column('commit'),
    select: column('select'),
    requiredAcknowledged: column('requiredAcknowledged'),
    requiredObserved: column('requiredObserved'),
    allAcknowledged: column('allAcknowledged'),
    allObserved: column('allObserved'),
    released,
    manyObserved: latest(many.required, observedAt) - begin,
  };
});

type AdapterOf = (system: string) => Adapter;

/** First what contains, everywhere at once; QMS, PLM and what is beyond the hold when the first of it is home. */
async function contain(adapterOf: AdapterOf, lots: readonly string[]) {
  const hold = `QH-FLOOR-${lots[0]}`;
  const held = (system: string) =>
    bring(
      adapterOf(system),
      hold,
      lots.map((lot) => lotErrand(system, lot, 'held')),
    );
  const containing = CONTAINING.map(held);
  await Promise.race(containing);
  const raised: Subject = { kind: 'nonconformance', id: hold };
  const posted = (system: string) => errandOf(system, raised, lots[0]!, { state: 'posted', quantity: null });
  const tidying = [
    bring(adapterOf('qms'), hold, [posted('qms'), ...lots.map((lot) => lotErrand('qms', lot, 'held'))]),
    bring(adapterOf('plm'), hold, [posted('plm')]),
  ];
  const exposures = ['erp', 'wms'].map(async (system) =>
    adapterOf(system).exposure?.(lots.slice(0, 200), context),
  );
  const required = (await Promise.all(containing)).flat();
  const others = (await Promise.all(tidying)).flat();
  await Promise.all(exposures);
  return { required, all: [...required, ...others] };
}

/** Every system lets go at once. */
async function release(adapterOf: AdapterOf, lot: string): Promise<Result[]> {
  const hold = `QH-FLOOR-${lot}`;
  const letGo = [...CONTAINING, 'qms'].map((system) =>
    bring(adapterOf(system), hold, [lotErrand(system, lot, 'free')], 'free'),
  );
  return (await Promise.all(letGo)).flat();
}

/** In batches as large as the effect takes, three in the air, as a saga has them. */
async function bring(
  adapter: Adapter,
  hold: string,
  errands: readonly Errand[],
  mode: Batch['mode'] = 'bring',
): Promise<Result[]> {
  const size = Math.min(adapter.effects.lot?.batch ?? 100, 100);
  const chunks = Array.from({ length: Math.ceil(errands.length / size) }, (_, index) =>
    errands.slice(index * size, (index + 1) * size),
  );
  const results = await paced(chunks, { atOnce: 3 }, (chunk) =>
    bringHome(adapter, batchOf(adapter.system, hold, chunk, mode), false, context, now),
  );
  const wrong = results.flat().find((result) => result.outcome !== 'observed');
  if (wrong) throw new Error(`The floor's call for ${wrong.target} was answered: ${JSON.stringify(wrong)}`);
  return results.flat();
}

const batchOf = (system: string, hold: string, errands: readonly Errand[], mode: Batch['mode']): Batch => ({
  system,
  mode,
  required: true,
  deadline: mode === 'free' ? Date.now() + TIMEOUT_MS : null,
  patienceMs: TIMEOUT_MS,
  timeoutMs: TIMEOUT_MS,
  hold,
  transaction: context.transaction,
  reason: { code: 'dimension', text: 'diameter 9.89 mm, lower limit 9.95 mm' },
  nonconformance: { system: 'qms', id: `NC-${hold}` },
  errands,
});

const lotErrand = (system: string, lot: string, state: 'held' | 'free'): Errand =>
  errandOf(system, { kind: 'lot', id: lot }, lot, { state, quantity: state === 'held' ? QUANTITY : '0' });

const errandOf = (system: string, subject: Subject, lot: string, desired: Errand['desired']): Errand => ({
  target: `floor/${system}/${subject.kind}/${subject.id}`,
  subject,
  desired,
  whole: true,
  generation: desired.state === 'free' ? 2 : 1,
  token: desired.state === 'free' ? 2 : 1,
  restore: 'unrestricted',
  item: 'PIN-10',
  lot,
  unit: 'EA',
  plant: 'lyon',
  quarantine: 'LYON-QUARANTINE',
  disposition: null,
});

const acknowledgedAt = (result: Result) => (result.outcome === 'observed' ? (result.acknowledgedAt ?? 0) : 0);
const observedAt = (result: Result) => result.at;
const latest = (results: readonly Result[], instant: (result: Result) => number) =>
  Math.max(...results.map(instant));
