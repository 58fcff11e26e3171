import { PURPOSES } from '../../contracts/material';
import { cutLedger, freeze, killed } from '../stack/freeze';
import {
  askGate,
  clearFaults,
  ea,
  freshLot,
  gate,
  getHold,
  newLot,
  place,
  reached,
  SYSTEMS,
} from '../stack/material';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';

const PLANTS = ['lyon', 'monterrey'];
const ACTIONS = ['ship', 'consume', 'move'] as const;
const ELSEWHERE = ['temporal', 'worker-enterprise', 'worker-lyon', 'worker-monterrey'];

describe('H1 contained at commit', () => {
  let stack: TestStack;
  let goOn = () => {};
  beforeAll(async () => {
    stack = await startStack();
  });
  afterEach(async () => {
    goOn();
    await clearFaults(stack);
  });
  afterAll(() => stack.stop());

  /** Nothing beyond the API and the ledger answers. */
  async function darken(): Promise<void> {
    await Promise.all(SYSTEMS.map((system) => stack.control(system).faults({ down: true })));
    goOn = freeze(stack, ...ELSEWHERE);
  }

  async function expectShut(lot: string, hold: string): Promise<void> {
    for (const plant of PLANTS) {
      for (const action of ACTIONS) {
        const answer = await gate(stack, lot, { plant, action });
        expect(answer).toMatchObject({ releasable: false, releasableQuantity: ea('0') });
        expect(answer.blockedBy).toContainEqual({ hold, reason: 'dimension' });
      }
    }
  }

  it('H1 the gate says no at once, though Temporal, every worker and every system be down', async () => {
    const lot = await freshLot(stack);
    await darken();
    const hold = await place(stack, [lot]);
    await expectShut(lot, hold.id);
    expect((await getHold(stack, hold.id)).containment).toBe('gated');
    goOn();
    await clearFaults(stack);
    await reached(stack, hold.id, 'effective');
    await expectShut(lot, hold.id);
  });

  it('H1 a piece of it is held as the whole is: any quantity is refused', async () => {
    const lot = await freshLot(stack);
    await place(stack, [lot]);
    expect(await gate(stack, lot, { quantity: '1' })).toMatchObject({ releasable: false });
  });

  it('H1 only the cage and the gauge are allowed, and only so', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    const open = new Set<string>();
    for (const purpose of PURPOSES)
      for (const action of ACTIONS)
        if ((await gate(stack, lot, { action, purpose })).releasable) open.add(purpose);
    expect([...open].sort()).toEqual(['inspect', 'quarantine']);
    const cage = { action: 'move', purpose: 'quarantine' } as const;
    expect((await gate(stack, lot, { ...cage, to: 'LYON-QUARANTINE' })).releasable).toBe(true);
    expect((await gate(stack, lot, { ...cage, to: 'LYON-DISPATCH' })).releasable).toBe(false);
    expect((await gate(stack, lot)).allowed).toEqual([
      { purpose: 'quarantine', to: 'LYON-QUARANTINE', quantity: ea('100') },
      { purpose: 'inspect', to: null, quantity: ea('100') },
    ]);
    await expectShut(lot, hold.id);
  });

  it('H1 a lot that is not here yet is covered from the moment it appears', async () => {
    const lot = newLot();
    const hold = await place(stack, [lot]);
    await expectShut(lot, hold.id);
    await stack.control('erp').addLots([{ lot, plant: 'lyon', quantity: ea('40') }]);
    await eventually(async () => {
      await expectShut(lot, hold.id);
      return (await getHold(stack, hold.id)).lots[0]?.undecided === '40';
    });
    await reached(stack, hold.id, 'effective');
    await expectShut(lot, hold.id);
  });

  it.each(['api', 'postgres'])('H1 it is still so when %s was killed and is back', async (name) => {
    const lot = await freshLot(stack);
    await darken();
    const hold = await place(stack, [lot]);
    await killed(stack, name);
    await expectShut(lot, hold.id);
  });

  it('H1 a gate that cannot reach the ledger answers 503, and "not releasable"', async () => {
    const lot = await freshLot(stack);
    goOn = await cutLedger(stack);
    const answers = await Promise.all(ACTIONS.map((action) => askGate(stack, lot, { action })));
    for (const { status, body } of answers) {
      expect(status).toBe(503);
      expect(body).toMatchObject({ lot, releasable: false, releasableQuantity: ea('0') });
    }
    goOn();
    await eventually(async () => (await gate(stack, lot)).releasable);
  });
});
