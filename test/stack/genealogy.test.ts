import { randomUUID } from 'node:crypto';
import type { Genealogy } from '../../contracts/genealogy';
import { eventually } from '../support/eventually';
import { namedStack, type TestStack } from '../support/stack';
import { atScreen } from './floor';
import { freshLot, gate, getHold, heldIn, newLot, place, reached, targetIn } from './material';

const MES = 'mes-lyon';

/** The whole way: what systems of the demo enterprise announce by themselves, and what they are asked. */
describe('a hold follows the material', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await namedStack('scopes');
  });

  const done = async (system: string, path: string, body: object): Promise<void> =>
    expect([path, await atScreen(stack, system, path, body)]).toEqual([path, 200]);
  const traced = (lot: string, direction: Genealogy['direction']) =>
    stack
      .api('auditor')
      .get<Genealogy>(`/v1/lots/${encodeURIComponent(lot)}/genealogy?direction=${direction}`);

  it('into what an order makes of it, though the MES tells consumption and production apart', async () => {
    const order = `PO-T-${randomUUID().slice(0, 8)}`;
    const [pin, bracket] = [await freshLot(stack), newLot('BRACKET-100')];
    await done(MES, '/orders', { id: order, item: 'BRACKET-100', quantity: '5' });
    await done(MES, `/orders/${order}/start`, {});
    await done(MES, `/orders/${order}/consumptions`, { lot: pin, quantity: '30' });
    const { id } = await place(stack, [pin]);
    await done(MES, '/open-lots', { lot: bracket, order });
    await done(MES, `/open-lots/${bracket}/closing`, { quantity: '5' });
    await eventually(async () => (await heldIn(stack, MES, bracket)) === '5');
    expect((await getHold(stack, id)).lots.map(({ lot }) => lot).sort()).toEqual([bracket, pin].sort());
    const { status, body } = await traced(bracket, 'backward');
    expect(status).toBe(200);
    expect(body.nodes).toMatchObject([
      { lot: bracket, held: true, depth: 0 },
      { lot: pin, held: true, depth: 1, plant: 'lyon' },
    ]);
    expect(body.edges).toMatchObject([
      { from: pin, to: bracket, quantity: { value: '30', unit: 'EA' }, system: MES, joined: true },
    ]);
    expect((await traced('PIN-10:nobody', 'forward')).status).toBe(404);
  });

  it('to the plant that it is bound for, and where it arrives', async () => {
    const lot = await freshLot(stack);
    const transfer = `TR-T-${randomUUID().slice(0, 8)}`;
    await done('erp', '/transfers', { id: transfer, lot, to: 'monterrey' });
    await eventually(async () => !(await gate(stack, lot)).releasable);
    const { id } = await place(stack, [lot]);
    const hold = await reached(stack, id, 'effective');
    for (const system of ['mes-lyon', 'mes-monterrey'])
      expect(targetIn(hold, system)).toMatchObject({ required: true, status: 'observed' });
    expect(hold.residual).toMatchObject([{ lot, kind: 'in-transit', reference: transfer }]);
    await done('erp', `/transfers/${transfer}/receipt`, {});
    await eventually(async () =>
      (await getHold(stack, id)).lots[0]!.stock.some(({ plant }) => plant === 'monterrey'),
    );
    expect((await gate(stack, lot, { plant: 'monterrey' })).releasable).toBe(false);
  });
});
