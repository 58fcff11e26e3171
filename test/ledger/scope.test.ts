import type { Hold, HoldRequest, Scope } from '../../contracts/hold';
import type { Ledger } from '../../ledger';
import { advance, comeHome, obliged } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, tell } from './requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let tests = 0;
beforeEach(() => tests++);
const named = (name: string) => `PIN-10:S${tests}-${name}`;
const order = () => `PO-S${tests}`;
const centre = () => `CNC-S${tests}`;
const ea = (value: string) => ({ value, unit: 'EA' as const });
const at = (hour: number) => `2026-11-03T${String(hour).padStart(2, '0')}:00:00.000Z`;

interface Making {
  readonly lot: string;
  readonly hour?: number;
  readonly order?: string;
  readonly workCentre?: string | null;
  readonly plant?: string;
  readonly serials?: string[];
}
const makes = ({ lot, hour = 6, plant = 'lyon', serials, ...more }: Making, type: Consumed = 'consumed') =>
  tell(ledger, `mes-${plant}`, `mes.material.${type}.v1`, {
    plant,
    order: more.order ?? 'PO-OTHER',
    workCentre: more.workCentre === undefined ? 'CNC-OTHER' : more.workCentre,
    occurredAt: at(hour),
    consumed: [],
    produced: [{ lot, quantity: ea('70'), ...(serials ? { serials } : {}) }],
  });
type Consumed = 'consumed' | 'reversed';

const over = (scope: Scope, more: Partial<HoldRequest> = {}) =>
  place(ledger, holdRequest([], { scope, ...more }));
const lotsOf = ({ lots }: Hold) => lots.map(({ lot }) => lot);
const heldNow = async (hold: Hold) => lotsOf((await ledger.getHold(hold.id))!);
const end = (hold: Hold, request: { orders?: string[]; workCentres?: { id: string; to: string }[] }) =>
  keyed(ledger, (tx) =>
    ledger.endScope(tx, hold.id, { ...request, reason: 'found out' }, PERSON, new Date()),
  );
const target = (hold: Hold, id: string) => hold.targets.find((one) => one.id === id);

describe('a hold by order', () => {
  it('covers what the order has made, and what is made of that', async () => {
    await makes({ lot: named('A'), order: order() });
    await makes({ lot: named('B') });
    await tell(ledger, 'mes-lyon', 'mes.lot.split.v1', {
      plant: 'lyon',
      from: [{ lot: named('A'), quantity: ea('10') }],
      to: [{ lot: named('C'), quantity: ea('10') }],
    });
    expect(lotsOf(await over({ orders: [order()] }))).toEqual([named('A'), named('C')]);
  });

  it.each([{}, { future: true }])(
    'covers what it makes later, in the transaction that tells of it %p',
    async (more) => {
      const hold = await over({ orders: [order()], ...more });
      expect(lotsOf(hold)).toEqual([]);
      await makes({ lot: named('A'), order: order() });
      await makes({ lot: named('B') });
      expect(await heldNow(hold)).toEqual([named('A')]);
    },
  );

  it('covers nothing of what was taken back before', async () => {
    await makes({ lot: named('A'), order: order() }, 'reversed');
    await makes({ lot: named('A'), order: order() });
    expect(lotsOf(await over({ orders: [order()] }))).toEqual([]);
  });

  it('holds the order in the MES until it is closed', async () => {
    await makes({ lot: named('A'), order: order() });
    const hold = await over({ orders: [order()] });
    const id = `mes-lyon/order/${order()}`;
    expect(target(hold, id)).toMatchObject({ required: true, desired: { state: 'held' }, status: 'wanted' });
    expect(await comeHome(ledger, hold.id)).toMatchObject({ containment: 'effective' });
    expect(target((await ledger.getHold(hold.id))!, id)).toMatchObject({ status: 'observed' });
    await receive(named('A'));
    await decide(ledger, hold.id, dispositionRequest(named('A'), '70'));
    expect(await comeHome(ledger, hold.id)).toMatchObject({ state: 'closed', done: true });
    expect(target((await ledger.getHold(hold.id))!, id)).toMatchObject({
      desired: { state: 'free' },
      status: 'observed',
    });
  });

  it('lets the order go for what it is ended for, and no further while another hold follows it', async () => {
    const first = await over({ orders: [order()] });
    const second = await over({ orders: [order()] });
    const desired = async () =>
      target((await ledger.getHold(first.id))!, `mes-lyon/order/${order()}`)?.desired;
    await end(first, { orders: [order()] });
    expect(await desired()).toMatchObject({ state: 'held' });
    await makes({ lot: named('A'), order: order(), hour: 23 });
    await end(second, { orders: [order()] });
    expect(await desired()).toMatchObject({ state: 'free' });
    await expect(end(second, { orders: [order()] })).rejects.toMatchObject({ code: 'invalid-request' });
    expect(await comeHome(ledger, first.id)).toMatchObject({ containment: 'effective' });
  });

  it('is closed when it is ended before anything was made', async () => {
    const hold = await over({ orders: [order()] });
    expect(await comeHome(ledger, hold.id)).toMatchObject({ state: 'open', containment: 'effective' });
    await end(hold, { orders: [order()] });
    expect(await comeHome(ledger, hold.id)).toMatchObject({ state: 'closed', done: true });
  });
});

const receive = (lot: string) =>
  tell(ledger, 'erp', 'erp.lot.received.v1', {
    lot,
    plant: 'lyon',
    location: 'A-01',
    quantity: ea('70'),
    status: 'unrestricted',
  });

describe('a hold by work centre', () => {
  const window = (from: number, to: number | null) => ({
    workCentres: [{ id: centre(), from: at(from), to: to === null ? null : at(to) }],
  });

  it('covers what was made there in the window, both ends included, at its plant', async () => {
    for (const hour of [5, 6, 7, 8, 9]) await makes({ lot: named(String(hour)), workCentre: centre(), hour });
    await makes({ lot: named('elsewhere'), workCentre: centre(), hour: 7, plant: 'monterrey' });
    expect(lotsOf(await over(window(6, 8)))).toEqual(['6', '7', '8'].map(named));
  });

  it('covers what is told late, and nothing outside of the window', async () => {
    const hold = await over(window(6, 8));
    for (const hour of [5, 8, 9]) await makes({ lot: named(String(hour)), workCentre: centre(), hour });
    expect(await heldNow(hold)).toEqual([named('8')]);
  });

  it('until further notice covers all that follows, until it is ended', async () => {
    const hold = await over(window(6, null));
    await makes({ lot: named('A'), workCentre: centre(), hour: 20 });
    await end(hold, { workCentres: [{ id: centre(), to: at(21) }] });
    await makes({ lot: named('B'), workCentre: centre(), hour: 22 });
    await makes({ lot: named('C'), workCentre: centre(), hour: 21 });
    expect(await heldNow(hold)).toEqual([named('A'), named('C')]);
    expect((await ledger.getHold(hold.id))!.scope.workCentres).toEqual([
      { id: centre(), from: at(6), to: at(21) },
    ]);
  });

  it('asks the MES what was made, holds what it names, and is not effective before', async () => {
    await makes({ lot: named('A'), workCentre: centre(), hour: 7 });
    const hold = await over(window(6, 8));
    const step = await advance(ledger, hold.id);
    expect(step.madeQuestions).toEqual([
      expect.objectContaining({
        system: 'mes-lyon',
        workCentres: [{ id: centre(), from: at(6), to: at(8) }],
        orders: [],
        serials: [],
      }),
    ]);
    const [question] = step.madeQuestions!;
    const of = { kind: 'work-centre' as const, id: centre() };
    const made = ['A', 'B'].map((name) => ({ lot: named(name), of }));
    expect(step.containment).toBe('gated');
    const next = await advance(ledger, hold.id, new Date(), {
      results: step.batches.flatMap((batch) => obliged(batch, Date.now())),
      made: [{ question: question!, made }],
    });
    expect(next.madeQuestions).toEqual([]);
    expect(await heldNow(hold)).toEqual(['A', 'B'].map(named));
    expect(await comeHome(ledger, hold.id, new Date(), undefined, next)).toMatchObject({
      containment: 'effective',
    });
  });

  it('is not effective while the MES has not named what was made', async () => {
    await makes({ lot: named('A'), workCentre: centre(), hour: 7 });
    const hold = await over(window(6, 8));
    let step = await advance(ledger, hold.id);
    while (step.batches.length > 0)
      step = await advance(ledger, hold.id, new Date(), {
        results: step.batches.flatMap((batch) => obliged(batch, Date.now())),
      });
    expect(step.containment).toBe('partial');
    expect(await comeHome(ledger, hold.id)).toMatchObject({ containment: 'effective' });
  });

  it('what was decided before the MES named it again is not held again', async () => {
    await makes({ lot: named('A'), workCentre: centre(), hour: 7 });
    await receive(named('A'));
    await makes({ lot: named('B'), workCentre: centre(), hour: 7 });
    const hold = await over(window(6, 8));
    const first = await advance(ledger, hold.id);
    const [question] = first.madeQuestions!;
    await decide(ledger, hold.id, dispositionRequest(named('A'), '70'));
    await comeHome(ledger, hold.id, new Date(), undefined, first);
    const made = [{ lot: named('A'), of: { kind: 'work-centre' as const, id: centre() } }];
    await advance(ledger, hold.id, new Date(), { made: [{ question: question!, made }] });
    const account = (await ledger.getHold(hold.id))!.lots.find(({ lot }) => lot === named('A'));
    expect(account).toMatchObject({ released: '70', undecided: '0' });
  });

  it('asks the MES again of what was made somewhere that was not told', async () => {
    const hold = await over(window(6, 8));
    await comeHome(ledger, hold.id);
    await makes({ lot: named('A'), workCentre: null, hour: 9 });
    expect((await advance(ledger, hold.id)).madeQuestions).toEqual([]);
    await makes({ lot: named('A'), workCentre: null, hour: 7 });
    const named7 = { lot: named('A'), of: { kind: 'work-centre' as const, id: centre() } };
    await comeHome(ledger, hold.id, new Date(), () => [named7]);
    expect(await heldNow(hold)).toEqual([named('A')]);
  });

  it('is not answered by what the MES had said before it was asked again', async () => {
    const hold = await over(window(6, 8));
    const [question] = (await advance(ledger, hold.id)).madeQuestions!;
    await makes({ lot: named('A'), workCentre: null, hour: 7 });
    const step = await advance(ledger, hold.id, new Date(), { made: [{ question: question!, made: [] }] });
    expect(step.madeQuestions).toMatchObject([{ system: 'mes-lyon', rules: [{ round: 2 }] }]);
  });

  it('what the MES said before a window was over is asked once more, though it came home after', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const hold = await over({ workCentres: [{ id: centre(), from: at(6), to: soon.toISOString() }] });
    const [question] = (await advance(ledger, hold.id)).madeQuestions!;
    const later = new Date(soon.getTime() + 1);
    const step = await advance(ledger, hold.id, later, { made: [{ question: question!, made: [] }] });
    expect(step.madeQuestions).toMatchObject([{ system: 'mes-lyon' }]);
  });

  it('asks the MES once more when the window is over; where it names nothing, it stays until it is ended', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const workCentres = [{ id: centre(), from: at(6), to: soon.toISOString() }];
    const hold = await over({ workCentres });
    const waiting = await comeHome(ledger, hold.id);
    expect(waiting).toMatchObject({ state: 'open', wakeAt: soon.getTime() });
    const step = await advance(ledger, hold.id, new Date(soon.getTime() + 1));
    expect(step).toMatchObject({ state: 'open', madeQuestions: [{ system: 'mes-lyon' }] });
    const later = new Date(soon.getTime() + 2);
    expect(await comeHome(ledger, hold.id, later)).toMatchObject({ state: 'open', wakeAt: null });
    await end(hold, { workCentres: [{ id: centre(), to: later.toISOString() }] });
    expect(await comeHome(ledger, hold.id, later)).toMatchObject({ state: 'closed' });
  });
});

it('a nonconformance that is raised again has its hold follow more, and again what was ended', async () => {
  const raise = (scope: Scope) =>
    tell(ledger, 'qms', 'qms.nonconformance.raised.v1', {
      id: `NC-S${tests}`,
      plant: 'lyon',
      scope,
      reason: { code: 'hardness', text: 'too soft' },
      severity: 'major',
      detectedAt: at(6),
      raisedBy: 'Inès Roux',
    });
  const scope = (to: number) => ({ workCentres: [{ id: centre(), from: at(6), to: at(to) }] });
  await raise(scope(8));
  const { items } = await ledger.listHolds({ limit: 500 });
  const hold = items.find(({ nonconformance }) => nonconformance?.id === `NC-S${tests}`)!;
  await comeHome(ledger, hold.id);
  await end(hold, { workCentres: [{ id: centre(), to: at(7) }] });
  await raise({ ...scope(9), orders: [order()] });
  expect((await advance(ledger, hold.id)).madeQuestions).toHaveLength(1);
  await makes({ lot: named('A'), workCentre: centre(), hour: 9 });
  await makes({ lot: named('B'), order: order() });
  expect(await heldNow(hold)).toEqual([named('A'), named('B')]);
});

describe('a hold by serial', () => {
  const serial = (number: number) => `PIN-10:SN-${tests}-${number}`;
  const part = async (hold: Hold, lot: string) => {
    const found = await open.pool.query('select quantity, part from hold_lot where hold = $1 and lot = $2', [
      hold.id,
      lot,
    ]);
    return found.rows[0] as unknown;
  };

  it('of a lot that is known is an identified part of it', async () => {
    await makes({ lot: named('A'), serials: [serial(1), serial(2), serial(3)] });
    const hold = await over({ serials: [serial(1), serial(2)] });
    expect(lotsOf(hold)).toEqual([named('A')]);
    expect(await part(hold, named('A'))).toEqual({
      quantity: '2',
      part: { serials: [serial(1), serial(2)] },
    });
  });

  it('of a lot that nobody knows stands for itself, until its lot is told', async () => {
    const hold = await over({ serials: [serial(1)] });
    expect(hold.lots).toMatchObject([{ lot: serial(1), quantity: '1', undecided: '1', unit: 'EA' }]);
    expect(target(hold, `wms/lot/${serial(1)}`)).toMatchObject({ desired: { state: 'held' } });
    await makes({ lot: named('A'), serials: [serial(1)] });
    expect(await part(hold, named('A'))).toEqual({ quantity: '1', part: { serials: [serial(1)] } });
    const after = (await ledger.getHold(hold.id))!;
    expect(after.lots.find(({ lot }) => lot === serial(1))).toMatchObject({ undecided: '0', elsewhere: '1' });
    expect(target(after, `wms/lot/${serial(1)}`)).toMatchObject({ desired: { state: 'free' } });
  });

  it('has the MES asked for its lot', async () => {
    const hold = await over({ serials: [serial(1)] });
    await comeHome(ledger, hold.id, new Date(), ({ serials }) =>
      serials.map((id) => ({ lot: named('A'), of: { kind: 'serial', id } })),
    );
    expect(await part(hold, named('A'))).toEqual({ quantity: '1', part: { serials: [serial(1)] } });
  });

  it('is asked of at the gate by its own name, before its lot is known and after', async () => {
    const ask = async (lot: string) => {
      const { releasable, blockedBy } = await ledger.releasability(
        {
          lot,
          plant: 'lyon',
          action: 'ship',
          purpose: 'sale',
          quantity: null,
          to: null,
          order: null,
          customer: null,
        },
        null,
        new Date(),
      );
      return { lot, releasable, blockedBy };
    };
    const hold = await over({ serials: [serial(1)] });
    const blockedBy = [{ hold: hold.id, reason: 'dimension' }];
    expect((await ask(serial(1))).blockedBy).toEqual([...blockedBy, { rule: 'unknown-lot' }]);
    await makes({ lot: named('A'), serials: [serial(1), serial(2)] });
    await receive(named('A'));
    const free = { releasable: true, blockedBy: [] };
    const held = { releasable: false, blockedBy };
    expect(await ask(serial(1))).toMatchObject(held);
    expect(await ask(serial(2))).toMatchObject(held);
    // Systems were read to tell the piece from the rest of its lot.
    await open.pool.query('update hold_lot set identified_at = now() where hold = $1 and part is not null', [
      hold.id,
    ]);
    expect(await ask(serial(1))).toMatchObject(held);
    expect(await ask(serial(2))).toMatchObject(free);
  });

  it('beside its whole lot changes nothing', async () => {
    await makes({ lot: named('A'), serials: [serial(1)] });
    const hold = await over({ serials: [serial(1)], lots: [{ lot: named('A') }] });
    expect(await part(hold, named('A'))).toMatchObject({ part: null });
  });

  it.each([
    ['BAR-3:SN-1', 'invalid-request'],
    ['NUT-1:SN-1', 'unknown-item'],
  ])('of %s is refused with %s', async (id, code) => {
    await expect(over({ serials: [id] })).rejects.toMatchObject({
      code,
      errors: [{ pointer: '/scope/serials/0' }],
    });
  });
});

it.each([[{}], [{ future: true }]])('the scope %p names no material', async (scope) => {
  await expect(over(scope)).rejects.toMatchObject({ code: 'scope-empty' });
});
