import type { EngineeringChange } from '../../contracts/engineering-change';
import type { Hold } from '../../contracts/hold';
import { createPool } from '../../ledger';
import { eventually } from '../support/eventually';
import { loneInterlock, type LoneInterlock, type LoneProcess } from './lone-interlock';
import { newLot, request as holdRequest, taken } from './material';

/** Far more than what ARCHITECTURE.md states, for a busy machine; less than anything lasts that a stop must not wait for. */
const SOON_MS = 50_000;

const READY = { ledger: true, migrated: true, workersPromoted: true };
const NOTHING = { ledger: false, migrated: false, workersPromoted: false };

describe('Start and stop', () => {
  let lone: LoneInterlock;
  let api: LoneProcess;
  let workers: LoneProcess[];
  beforeAll(async () => {
    lone = await loneInterlock();
  });
  afterAll(() => lone.close());

  const beginAll = () => {
    api = lone.begin(lone.programs.api);
    workers = lone.programs.workers.map(lone.begin);
  };
  const isReadiness = (status: number, checks: object) =>
    eventually(async () => {
      const answer = await lone.api('nobody').get<{ checks: object }>('/readyz');
      expect([answer.status, answer.body.checks]).toEqual([status, checks]);
      return true;
    });
  const alive = () => eventually(async () => (await lone.api('nobody').get('/healthz')).status === 200);
  const says = (process: LoneProcess, text: string) =>
    eventually(() => process.log().includes(text) || Promise.reject(new Error(process.log())));
  const place = async (): Promise<string> =>
    taken(201, await lone.api('quality').post<Hold>('/v1/quality-holds', holdRequest([newLot()]))).id;
  /** A saga is at work on it: systems were asked, and on a slow machine are out of patience already, as none answers. */
  const isAsked = (hold: string) =>
    eventually(async () => {
      const { body } = await lone.api('auditor').get<Hold>(`/v1/quality-holds/${hold}`);
      return body.targets.some(({ status }) => ['asked', 'parked'].includes(status));
    });
  /** @returns exit code, and milliseconds until it ended */
  async function stop({ pid, ended }: LoneProcess): Promise<{ code: number | null; ms: number }> {
    const since = performance.now();
    process.kill(pid, 'SIGTERM');
    return { code: await ended, ms: performance.now() - since };
  }

  it('with nothing there all wait and say for what; the database comes first, then Temporal', async () => {
    const { migrate, prepare, promote } = lone.programs;
    const shots = [migrate, prepare, promote].map(lone.begin);
    beginAll();
    await alive();
    await isReadiness(503, NOTHING);
    for (const process of [api, shots[0]!]) await says(process, 'the database does not answer yet; waiting');
    for (const process of workers) await says(process, 'Temporal does not answer yet; waiting');

    await lone.database.start();
    expect(await shots[0]!.ended).toBe(0);
    await isReadiness(503, { ledger: true, migrated: true, workersPromoted: false });
    const hold = await place();

    await lone.temporal.start();
    expect(await Promise.all(shots.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    await isReadiness(200, READY);
    await isAsked(hold);
  });

  it('told to stop, the API answers what it has begun and takes nothing new', async () => {
    const hold = await place();
    const waiting = lone
      .api('auditor')
      .get<Hold>(`/v1/quality-holds/${hold}?until=closed`, { prefer: 'wait=60' });
    // The PLM does not answer; without its package the change is accepted all the same, after its time-out.
    const begun = lone.api('engineering').post<EngineeringChange>('/v1/engineering-changes', {
      change: { system: 'plm', id: 'ECO-LAST' },
      plants: [{ plant: 'lyon', effectivity: { kind: 'immediate' } }],
    });
    await eventually(() => lone.heard().includes('ECO-LAST'));
    const stopped = stop(api);
    await says(api, 'stopping');
    await eventually(() =>
      lone
        .api('nobody')
        .get('/healthz')
        .then(
          () => false,
          () => true,
        ),
    );
    expect((await waiting).status).toBe(200);
    expect((await begun).status).toBe(201);
    const { code, ms } = await stopped;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(SOON_MS);
  });

  it('told to stop, workers end what they have begun', async () => {
    for (const worker of workers) {
      const { code, ms } = await stop(worker);
      expect([code, worker.log()]).toEqual([0, expect.stringContaining('stopping')]);
      expect(ms).toBeLessThan(SOON_MS);
    }
  });

  it('started again with nothing there, it goes on when Temporal comes first, then the database', async () => {
    await Promise.all([lone.temporal.stop(), lone.database.stop()]);
    beginAll();
    await alive();
    await says(api, 'the database does not answer yet; waiting');
    for (const process of workers) await says(process, 'Temporal does not answer yet; waiting');

    await lone.temporal.start();
    for (const process of workers) await says(process, 'polling');
    await says(workers[0]!, 'the database does not answer yet; waiting');
    await isReadiness(503, NOTHING);

    await lone.database.start();
    await isReadiness(200, READY);
    await isAsked(await place());
  });

  it('told to stop while Temporal hangs, the relay hands back what it carries', async () => {
    process.kill(lone.temporal.pid(), 'SIGSTOP');
    await place();
    const pool = createPool(lone.databaseUrl, 1, 'test');
    const leased = async () =>
      (await pool.query('select from command where lease_until > now()')).rowCount ?? 0;
    try {
      await eventually(async () => (await leased()) > 0);
      const { ms } = await stop(workers[0]!);
      expect(ms).toBeLessThan(SOON_MS);
      expect(await leased()).toBe(0);
    } finally {
      process.kill(lone.temporal.pid(), 'SIGCONT');
      await pool.end();
    }
  });
});
