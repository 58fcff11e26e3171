/** What is down, what callers see, what still works, and what happens on return: the rows of ARCHITECTURE.md's table. */
import { randomUUID } from 'node:crypto';
import type { Hold } from '../../contracts/hold';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { cutLedger, freeze } from './freeze';
import {
  askedOf,
  askGate,
  clearFaults,
  CONTAINING,
  ea,
  freshLot,
  gate,
  getHold,
  heldIn,
  newLot,
  place,
  reached,
  request,
  SYSTEMS,
  taken,
} from './material';
import { askPlantGate, degradedStack, listRenewed } from './plant-gate';

describe('while something is down', () => {
  let stack: TestStack;
  let goOn = () => {};
  beforeAll(async () => {
    stack = await degradedStack();
  });
  afterEach(async () => {
    goOn();
    await clearFaults(stack);
  });

  it.each(['temporal', 'worker-enterprise'])(
    '%s: holds are accepted and gated, nothing is asked of systems; on return it is',
    async (name) => {
      const lot = await freshLot(stack);
      goOn = freeze(stack, name);
      const hold = await place(stack, [lot]);
      expect(hold).toMatchObject({ state: 'open', containment: 'gated' });
      expect((await gate(stack, lot)).blockedBy).toEqual([{ hold: hold.id, reason: 'dimension' }]);
      expect((await stack.api('nobody').get('/readyz')).status).toBe(200);
      for (const system of CONTAINING) expect(await askedOf(stack, system, lot)).toEqual([]);
      goOn();
      await reached(stack, hold.id, 'effective');
    },
  );

  it('postgres: 503 to all, the gate says no, plants go on; on return the same key is one hold', async () => {
    const lot = await freshLot(stack);
    const arriving = newLot();
    const key = randomUUID();
    const placeIt = () =>
      stack.api('quality').post<Hold>('/v1/quality-holds', request([lot]), { 'idempotency-key': key });
    await listRenewed(stack);
    goOn = await cutLedger(stack);

    const refused = await Promise.all([
      placeIt(),
      stack.api('auditor').get('/v1/quality-holds'),
      stack.api('auditor').get('/v1/events'),
      askGate(stack, lot),
    ]);
    for (const { status, headers, body } of refused) {
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      expect(body).toMatchObject({ code: 'ledger-unavailable' });
    }
    expect(refused[3].body).toMatchObject({ lot, releasable: false, releasableQuantity: ea('0') });
    expect((await stack.api('nobody').get('/healthz')).status).toBe(200);
    expect((await stack.api('nobody').get('/readyz')).status).toBe(503);
    expect((await askPlantGate(stack, lot)).body).toMatchObject({ releasable: true });
    expect((await askPlantGate(stack, lot, { action: 'ship' })).body.releasable).toBe(false);
    await stack.control('erp').addLots([{ lot: arriving, plant: 'lyon', quantity: ea('40') }]);

    goOn();
    const { id } = taken(
      201,
      await eventually(async () => {
        const answer = await placeIt();
        return answer.status !== 503 && answer;
      }),
    );
    await reached(stack, id, 'effective');
    expect(taken(201, await placeIt()).id).toBe(id);
    // What a system told meanwhile was not taken, so it tells it again.
    await eventually(async () => (await gate(stack, arriving)).releasable);
  });

  it('the API: plants consume, sagas go on; on return systems tell what they could not', async () => {
    const free = await freshLot(stack);
    const lot = await freshLot(stack);
    const arriving = newLot();
    await listRenewed(stack);
    await stack.control('wms').faults({ down: true });
    const hold = await place(stack, [lot]);
    goOn = freeze(stack, 'api');
    await clearFaults(stack);
    for (const system of CONTAINING)
      await eventually(async () => (await heldIn(stack, system, lot)) === '100');
    expect((await askPlantGate(stack, free)).body).toMatchObject({ releasable: true });
    await stack.control('erp').addLots([{ lot: arriving, plant: 'lyon', quantity: ea('40') }]);
    goOn();
    await reached(stack, hold.id, 'effective');
    await eventually(async () => (await gate(stack, arriving)).releasable);
  });

  it("a plant's worker: the plant's MES is not asked, everybody else is; on return it is", async () => {
    const [here, there] = [await freshLot(stack), await freshLot(stack, '100', 'monterrey')];
    goOn = freeze(stack, 'worker-lyon');
    const hold = await place(stack, [here]);
    for (const system of ['erp', 'wms'])
      await eventually(async () => (await heldIn(stack, system, here)) === '100');
    await eventually(async () => (await getHold(stack, hold.id)).containment === 'partial');
    expect(await heldIn(stack, 'mes-lyon', here)).toBe('0');
    const elsewhere = await place(stack, [there], { plant: 'monterrey' });
    await reached(stack, elsewhere.id, 'effective');
    goOn();
    await reached(stack, hold.id, 'effective');
    // An API that a busy machine keeps from answering at once is a line that is cut: then the list must know of the hold.
    await listRenewed(stack);
    expect((await askPlantGate(stack, here)).body.releasable).toBe(false);
  });

  it.each(SYSTEMS)('%s: the others are asked all the same, and it follows on return', async (system) => {
    const lot = await freshLot(stack);
    await stack.control(system).faults({ down: true });
    const { id } = await place(stack, [lot]);
    const others = CONTAINING.filter((name) => name !== system);
    for (const other of others) await eventually(async () => (await heldIn(stack, other, lot)) === '100');
    if (others.length < CONTAINING.length)
      await eventually(async () => (await getHold(stack, id)).containment === 'partial');
    else await reached(stack, id, 'effective');
    await listRenewed(stack);
    for (const ask of [gate, async () => (await askPlantGate(stack, lot)).body])
      expect((await ask(stack, lot)).releasable).toBe(false);
    await clearFaults(stack);
    await eventually(async () =>
      (await getHold(stack, id)).targets.every(({ status }) => status === 'observed'),
    );
  });
});
