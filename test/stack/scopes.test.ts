import { randomUUID } from 'node:crypto';
import type { Hold } from '../../contracts/hold';
import { eventually } from '../support/eventually';
import { namedStack, type TestStack } from '../support/stack';
import { atScreen } from './floor';
import { gate, getHold, heldIn, newLot, persist, reached, request, taken } from './material';

const MES = 'mes-lyon';
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Real sagas on the systems of the demo enterprise, whose seeded lots these tests have for themselves. */
describe('a hold by more than lots', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await namedStack('scopes');
  });

  const holdOf = (workCentre: string): Promise<Hold> =>
    eventually(async () => {
      const { body } = await stack.api('auditor').get<{ items: Hold[] }>('/v1/quality-holds?plant=lyon');
      return body.items.find(({ scope }) => scope.workCentres?.some(({ id }) => id === workCentre));
    });
  const report = (state: string, since: string) =>
    atScreen(stack, MES, '/work-centres/CNC-2/states', { state, since });
  /** CNC-2 makes a lot. */
  async function make(): Promise<string> {
    const lot = newLot();
    expect(await atScreen(stack, MES, '/open-lots', { lot, order: 'PO-7001' })).toBe(200);
    const made = { quantity: '5', workCentre: 'CNC-2' };
    expect(await atScreen(stack, MES, `/open-lots/${lot}/closing`, made)).toBe(200);
    return lot;
  }
  const lotsOf = async (hold: Hold) => (await getHold(stack, hold.id)).lots.map(({ lot }) => lot);

  it('a work centre out of calibration: what it made is held everywhere, what it makes joins, its end frees nothing', async () => {
    expect(await report('out-of-calibration', hoursAgo(3))).toBe(200);
    const hold = await holdOf('CNC-2');
    expect(hold).toMatchObject({ severity: 'major', reason: { code: 'calibration' }, plant: 'lyon' });
    // Five, two and one hour ago: the trigger looks eight hours back.
    const made = ['PIN-10:L-0415', 'PIN-10:L-0416', 'PIN-10:L-0417'];
    await eventually(async () => {
      const lots = await lotsOf(hold);
      return made.every((lot) => lots.includes(lot));
    });
    await reached(stack, hold.id, 'effective');
    for (const system of ['erp', 'wms', MES])
      expect([system, await heldIn(stack, system, 'PIN-10:L-0416')]).toEqual([system, '1200']);

    const joining = await make();
    await eventually(async () => (await lotsOf(hold)).includes(joining));
    await eventually(async () => (await heldIn(stack, MES, joining)) === '5');

    const end = new Date().toISOString();
    expect(await report('in-calibration', end)).toBe(200);
    await eventually(async () =>
      (await getHold(stack, hold.id)).scope.workCentres?.some(({ to }) => to === end),
    );
    const later = await make();
    const known = await eventually(async () => {
      const answer = await stack
        .api('auditor')
        .get<{ holds: string[] }>(`/v1/lots/${encodeURIComponent(later)}`);
      return answer.status === 200 && answer.body;
    });
    expect(known.holds).toEqual([]);
    expect((await gate(stack, 'PIN-10:L-0416')).releasable).toBe(false);
  });

  it('an order is held in the MES, and goes on once the hold follows it no more', async () => {
    const order = `PO-T-${randomUUID().slice(0, 8)}`;
    const start = () => atScreen(stack, MES, `/orders/${order}/start`, {});
    expect(await atScreen(stack, MES, '/orders', { id: order, item: 'BRACKET-100', quantity: '5' })).toBe(
      200,
    );
    const hold = await persist((key) =>
      stack.api('quality').post<Hold>('/v1/quality-holds', request([], { scope: { orders: [order] } }), {
        'idempotency-key': key,
      }),
    );
    await reached(stack, hold.id, 'effective');
    expect(await start()).toBe(409);
    const ended = await stack
      .api('quality')
      .post<Hold>(
        `/v1/quality-holds/${hold.id}/scope-end`,
        { orders: [order], reason: 'the wrong order' },
        { 'idempotency-key': randomUUID() },
      );
    taken(200, ended);
    await reached(stack, hold.id, 'closed');
    await eventually(async () => (await start()) === 200);
  });
});
