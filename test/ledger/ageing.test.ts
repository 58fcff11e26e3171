import { DateTime } from 'luxon';
import type { Topology } from '../../contracts/topology';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { comeHomeBut, heldLot, onlyException, resolve } from './parked';

/** Each test has a ledger of its own: ageing looks at all that is open. */
let open: OpenLedger;
afterEach(() => open.close());

/** At Lyon, on Friday: an hour before the last shift ends and the plant goes into the week-end. */
const FRIDAY = local('2026-10-30T20:30');
function local(time: string): Date {
  return DateTime.fromISO(time, { zone: 'Europe/Paris' }).toJSDate();
}

const topologyOf = (changes: Partial<Topology> = {}): Topology => ({ ...demoTopology(), ...changes });

/** A lot of which a system refuses the hold. */
async function park(now = FRIDAY, plant = 'lyon') {
  const { hold } = await heldLot(open.ledger, now);
  await comeHomeBut(open.ledger, hold.id, ({ system }) => system === 'erp', now);
  if (plant !== 'lyon')
    await open.pool.query('update exception set plant = $2 where transaction = $1', [
      hold.transaction,
      plant,
    ]);
  return hold;
}

const told = async (transaction: string) =>
  (
    await open.ledger.listEvents({
      transaction,
      type: 'interlock.exception.escalated.v1',
      limit: 100,
      after: 0,
    })
  ).events.map(({ data }) => data);

describe('an exception that nobody resolves is escalated', () => {
  it("by the clock of the plant's shifts, each stage once, with an event", async () => {
    open = await openLedger(topologyOf());
    const { transaction } = await park();
    const stageAt = async (time: string) => {
      await open.ledger.escalateExceptions(local(time));
      return (await onlyException(open.ledger, transaction)).stage;
    };
    expect(await stageAt('2026-10-30T20:44')).toBe(0);
    expect(await stageAt('2026-10-30T20:45')).toBe(1);
    expect(await stageAt('2026-10-30T21:29')).toBe(1);
    // The plant closes at half past nine, with an hour gone: the week-end does not count.
    expect(await stageAt('2026-10-30T21:30')).toBe(2);
    expect(await stageAt('2026-11-01T23:00')).toBe(2);
    expect(await stageAt('2026-11-02T08:29')).toBe(2);
    expect(await stageAt('2026-11-02T08:30')).toBe(3);
    expect(await stageAt('2026-12-01T12:00')).toBe(3);
    const { id } = await onlyException(open.ledger, transaction);
    const stage = (number: number, minutes: number) => ({
      exception: id,
      system: 'erp',
      tier: 'flight',
      stage: number,
      minutes,
    });
    expect(await told(transaction)).toEqual([stage(1, 15), stage(2, 60), stage(3, 240)]);
    const { items } = await open.ledger.listAudit({ transaction, limit: 200 });
    expect(items.filter(({ action }) => action === 'exception.escalated')).toMatchObject([
      { from: 0, to: 1, who: { id: 'interlock' } },
      { from: 1, to: 2 },
      { from: 2, to: 3, why: "open for 240 minutes of the plant's shifts" },
    ]);
  });

  it('over stages that were missed, once, to where it is now', async () => {
    open = await openLedger(topologyOf());
    const { transaction } = await park();
    await open.ledger.escalateExceptions(local('2026-11-02T12:00'));
    await open.ledger.escalateExceptions(local('2026-11-02T12:01'));
    expect(await told(transaction)).toMatchObject([{ stage: 3 }]);
  });

  it('once, though several look at the same time', async () => {
    open = await openLedger(topologyOf());
    const { transaction } = await park();
    await Promise.all(
      Array.from({ length: 6 }, () => open.ledger.escalateExceptions(local('2026-10-30T20:50'))),
    );
    expect(await told(transaction)).toMatchObject([{ stage: 1 }]);
  });

  it('not while a person is resolving it: nobody waits for the other', async () => {
    open = await openLedger(topologyOf());
    const { transaction } = await park();
    const person = await open.pool.connect();
    await person.query('begin');
    await person.query('select from exception where transaction = $1 for update', [transaction]);
    await open.ledger.escalateExceptions(local('2026-10-30T20:50'));
    expect(await told(transaction)).toEqual([]);
    await person.query('rollback');
    person.release();
    await open.ledger.escalateExceptions(local('2026-10-30T20:51'));
    expect(await told(transaction)).toMatchObject([{ stage: 1 }]);
  });

  it('by the clock of its own plant', async () => {
    open = await openLedger(topologyOf());
    // At Monterrey it is early afternoon on that Friday.
    const hold = await park(FRIDAY, 'monterrey');
    await open.ledger.escalateExceptions(local('2026-10-31T00:30'));
    expect(await told(hold.transaction)).toMatchObject([{ stage: 3, minutes: 240 }]);
  });

  it('not once it is resolved, and anew from the start where it opens again', async () => {
    open = await openLedger(topologyOf());
    const { id, transaction } = await park();
    await open.ledger.escalateExceptions(local('2026-10-30T20:50'));
    const later = local('2026-10-30T21:00');
    await resolve(open.ledger, (await onlyException(open.ledger, transaction)).id, 'retry', { now: later });
    await comeHomeBut(open.ledger, id, ({ system }) => system === 'erp', later);
    expect(await onlyException(open.ledger, transaction)).toMatchObject({ stage: 0 });
    await open.ledger.escalateExceptions(local('2026-10-30T21:14'));
    expect(await told(transaction)).toMatchObject([{ stage: 1 }]);
    await open.ledger.escalateExceptions(local('2026-10-30T21:15'));
    expect(await told(transaction)).toMatchObject([{ stage: 1 }, { stage: 1 }]);
  });

  it('never where its product family has no tier', async () => {
    const { 'wing-bracket': family } = demoTopology().productFamilies;
    open = await openLedger(topologyOf({ productFamilies: { 'wing-bracket': { text: family!.text } } }));
    const { transaction } = await park();
    await open.ledger.escalateExceptions(local('2026-12-01T12:00'));
    expect(await told(transaction)).toEqual([]);
  });

  it('however many wait longer and can be escalated no further', async () => {
    open = await openLedger(topologyOf());
    const { transaction } = await park();
    await open.pool.query(
      `insert into exception (id, transaction, plant, product_family, system, step, reason_code, reason_text, payload, opened_at, attempts, state, stage)
       select 'EX-OLD-' || number, 'TX-OLD', 'lyon', case when number % 2 = 0 then 'wing-bracket' else 'untold' end, 'erp', 'assess items', 'x', 'x', '{}', $1, 1, 'open', 3
       from generate_series(1, 1200) number`,
      [local('2026-10-01T12:00')],
    );
    await open.ledger.escalateExceptions(local('2026-10-30T20:50'));
    expect(await told(transaction)).toMatchObject([{ stage: 1 }]);
  });
});
