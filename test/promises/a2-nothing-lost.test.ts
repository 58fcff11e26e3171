import { randomUUID } from 'node:crypto';
import type { Hold } from '../../contracts/hold';
import { freeze, killed } from '../stack/freeze';
import { countRows } from '../stack/ledger';
import {
  askedOf,
  clearFaults,
  CONTAINING,
  freshLot,
  gate,
  getHold,
  heldIn,
  place,
  reached,
  release,
  request,
  taken,
} from '../stack/material';
import type { Faults } from '../support/control';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';

const PROCESSES = [
  'api',
  'worker-enterprise',
  'worker-lyon',
  'temporal',
  'postgres',
  'erp',
  'wms',
  'mes-lyon',
  'qms',
  'plm',
];
/** Until the fault is cleared, or the system is killed: every process is in the middle of it when it is killed. */
const HANGS = { latencyMs: 3_600_000 };
/** A call still answers within its time-out. */
const SLOW = { latencyMs: 500 };

describe('A2 nothing lost', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterEach(() => clearFaults(stack));
  afterAll(() => stack.stop());

  it.each(['temporal', 'worker-enterprise', 'postgres'])(
    'A2 what was accepted before %s was killed is done, though nothing had come of it',
    async (name) => {
      const lot = await freshLot(stack);
      const goOn = freeze(stack, name === 'postgres' ? 'temporal' : name);
      const { id } = await place(stack, [lot]);
      await killed(stack, name);
      goOn();
      await reached(stack, id, 'effective');
      for (const system of CONTAINING)
        expect([system, await counts(system, lot)]).toEqual([system, [{ calls: 1, effects: 1 }]]);
    },
  );

  it('A2 what the relay was carrying when its worker was killed is carried', async () => {
    const lot = await freshLot(stack);
    const goOn = freeze(stack, 'temporal');
    const { id, transaction } = await place(stack, [lot]);
    await eventually(async () => (await lyingCommands(transaction)) === 0);
    await killed(stack, 'worker-enterprise');
    goOn();
    await reached(stack, id, 'effective');
  });

  it('A2 a request whose answer was lost with the API is repeated with its key, and is one hold', async () => {
    const lot = await freshLot(stack);
    const key = randomUUID();
    const ask = () =>
      stack.api('quality').post<Hold>('/v1/quality-holds', request([lot]), { 'idempotency-key': key });
    const first = ask().catch(() => null);
    await killed(stack, 'api');
    await first;
    // Postgres may still be about to find that the one who asked first is gone, and has its key until then.
    const answer = await eventually(async () => {
      const again = await ask();
      return again.status !== 409 && again;
    });
    const { id } = taken(201, answer);
    await reached(stack, id, 'effective');
    const holds = await stack
      .api('auditor')
      .get<{ items: Hold[] }>(`/v1/quality-holds?lot=${encodeURIComponent(lot)}`);
    expect(holds.body.items.map((hold) => hold.id)).toEqual([id]);
  });

  it.each(PROCESSES)('A2 %s killed in the middle of a hold, and of its release', async (name) => {
    const lot = await freshLot(stack);
    await all(HANGS);
    const { id } = await place(stack, [lot]);
    await middleOf('held', id);
    await killed(stack, name);
    await all(SLOW);
    await eventually(async () => {
      await expectNoYes(lot);
      return (await getHold(stack, id)).containment === 'effective';
    });
    for (const system of CONTAINING)
      expect([system, await heldIn(stack, system, lot)]).toEqual([system, '100']);

    await all(HANGS);
    await release(stack, id, lot);
    await middleOf('free', id);
    await killed(stack, name);
    await clearFaults(stack);
    await reached(stack, id, 'closed');
    expect((await getHold(stack, id)).dispositions).toMatchObject([{ state: 'verified' }]);
    expect((await gate(stack, lot)).releasable).toBe(true);
    for (const system of CONTAINING) {
      expect([system, await heldIn(stack, system, lot)]).toEqual([system, '0']);
      const effects = (await askedOf(stack, system, lot)).map((asked) => asked.effects);
      expect([system, effects.filter((count) => count > 0)]).toEqual([system, [1, 1]]);
    }
  });

  /** All systems that contain. */
  const all = (faults: Faults) =>
    Promise.all(CONTAINING.map((system) => stack.control(system).faults(faults)));

  const counts = async (system: string, lot: string) =>
    (await askedOf(stack, system, lot)).map(({ calls, effects }) => ({ calls, effects }));

  /** Commands of a transaction that no relay has taken up. */
  const lyingCommands = (transaction: string) =>
    countRows(stack, 'command where transaction = $1 and lease_until is null', [transaction]);

  /** Every system is being asked, and none has been observed. */
  const middleOf = (desired: string, id: string) =>
    eventually(
      async () => {
        const targets = (await getHold(stack, id)).targets.filter(({ required }) => required);
        return targets.every(({ status, desired: { state } }) => status === 'asked' && state === desired);
      },
      { every: 10 },
    );

  /** A gate that is not there is no yes. */
  async function expectNoYes(lot: string): Promise<void> {
    const answer = await gate(stack, lot).catch(() => null);
    expect(answer?.releasable ?? false).toBe(false);
  }
});
