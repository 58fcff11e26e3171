import { randomUUID } from 'node:crypto';
import type {
  Affected,
  Effectivity,
  EngineeringChange,
  ItemRevision,
} from '../../contracts/engineering-change';
import {
  engineer,
  expectAgreement,
  FAR,
  getChange,
  heal,
  itemIn,
  plantOf,
  type PlantName,
  reaches,
  release,
  withdraw,
} from '../promises/e/change';
import { impatientStack } from '../promises/e/impatient';
import { OPERATIONS, systemOf, KEEPERS } from '../promises/e/steps';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { atScreen, onScreen } from './floor';
import { tokenOf } from './ledger';
import { gate, newLot, taken } from './material';
import { pauseReconciliation } from './reconciliation';

const PIN = 'PIN-10';
const BRACKET = 'BRACKET-100';
const PLATE = 'PLATE-7';

/** The real saga, on the systems of the demo enterprise: when a plant goes over. */
describe('effectivity', () => {
  let stack: TestStack;
  let goOn = () => Promise.resolve();
  beforeAll(async () => {
    stack = await impatientStack();
    goOn = await pauseReconciliation(stack);
  });
  afterEach(() => heal(stack));
  afterAll(() => goOn());

  const at = (effectivity: Effectivity) => [{ plant: 'lyon', effectivity }];
  /** Waits until it is staged and says that it waits for that. */
  const waitsFor = (id: string, what: RegExp, plant: PlantName = 'lyon'): Promise<EngineeringChange> =>
    eventually(async () => {
      const change = await getChange(stack, id);
      expect(plantOf(change, plant)).toMatchObject({
        state: 'staged',
        waitsFor: expect.stringMatching(what),
      });
      return change;
    });
  /** At the screens of a system. @throws Error unless it was done */
  async function done(system: string, path: string, body: object): Promise<void> {
    expect([path, await atScreen(stack, system, path, body)]).toEqual([path, 200]);
  }

  it('a date: until then every system keeps the old revision, the new one staged far beyond any clock', async () => {
    const own = await engineer(stack, [PIN]);
    const { from, to } = own.items[0]!;
    const { id } = await release(stack, own, at(FAR));
    expect(plantOf(await waitsFor(id, /due at 2126-12-02T04:30:00/))).toMatchObject({
      dueAt: '2126-12-02T04:30:00.000Z',
    });
    // Each system's calendar passes the date; Interlock's has not.
    for (const keeper of KEEPERS) await stack.control(systemOf(keeper)).clock('2126-12-03T00:00:00Z');
    await expectAgreement(stack, id);
    const then = (instant: string) =>
      stack.api('auditor').get<ItemRevision>(`/v1/items/${PIN}/revision?plant=lyon&at=${instant}`);
    expect(taken(200, await then('2126-12-02T04:29:59Z'))).toMatchObject({ revision: from });
    expect(taken(200, await then('2126-12-02T04:30:00Z'))).toMatchObject({ revision: to });
    await withdraw(stack, id);
    await reaches(stack, id, 'withdrawn');
  });

  it('use-up: when the ERP has no stock of the old revision left', async () => {
    const own = await engineer(stack, [PLATE], { plant: 'monterrey' });
    const { id } = await release(stack, own, [{ plant: 'monterrey', effectivity: { kind: 'use-up' } }]);
    await waitsFor(id, /used up/, 'monterrey');
    const open = await onScreen<{ stock: { lot: string; quantity: string }[] }>(
      stack,
      'erp',
      '/open-object-queries',
      { plant: 'monterrey', items: [PLATE] },
    );
    expect(open.stock).not.toEqual([]);
    for (const { lot, quantity } of open.stock)
      await done('erp', '/goods-issues', { order: 'PO-7101', lot, quantity });
    await reaches(stack, id, 'active', { plant: 'monterrey' });
    await expectAgreement(stack, id);
  });

  it('serial: the MES builds up to it on the old revision, and that one on the new', async () => {
    const { routings } = await onScreen<{ routings: { nextSerial: string }[] }>(
      stack,
      'mes-lyon',
      '/routing-queries',
      { routings: [{ item: BRACKET, plant: 'lyon' }] },
    );
    const [prefix, next] = routings[0]!.nextSerial.split('SN-');
    const from = `${prefix}SN-${Number(next) + 2}`;
    const own = await engineer(stack, [BRACKET]);
    const { id } = await release(stack, own, at({ kind: 'serial', item: BRACKET, from }));
    await waitsFor(id, /serial/);
    const built: { serial: string; revision: string }[] = [];
    const build = async () =>
      built.push(
        await onScreen<{ serial: string; revision: string }>(stack, 'mes-lyon', '/serials', {
          item: BRACKET,
        }),
      );
    await stack.control('mes-lyon').faults({ status: 503, operations: ['start-stop'] });
    await build();
    await build();
    expect(await atScreen(stack, 'mes-lyon', '/serials', { item: BRACKET })).toBe(409);
    await heal(stack);
    await reaches(stack, id, 'active');
    await build();
    const [old, to] = [own.items[0]!.from, own.items[0]!.to];
    expect(built.map(({ revision }) => revision)).toEqual([old, old, to]);
    expect(built[2]!.serial).toBe(from);
  });

  it('next-lot: when the lot in the making is closed', async () => {
    const { id, close } = await whileALotIsMade();
    await close();
    await reaches(stack, id, 'active');
    await expectAgreement(stack, id);
  });

  describe('before the pivot', () => {
    it('what was taken back by hand in every system is staged again', async () => {
      const { id, own, close } = await whileALotIsMade();
      for (const keeper of KEEPERS) {
        const { from: _from, to: revision, item } = own.items[0]!;
        const subject = { item, plant: 'lyon', revision, change: own.id };
        const sequence = await tokenOf(stack, `${systemOf(keeper)}/item/${item}@lyon`);
        const line = { ...subject, key: randomUUID(), sequence, expiresAt: null };
        await done(systemOf(keeper), `/${OPERATIONS[keeper].undo}s`, { [LISTS[keeper]]: [line] });
      }
      expect(Object.values(await itemIn(stack, PIN)).map(({ staged }) => staged)).toEqual(
        KEEPERS.map(() => null),
      );
      await close();
      await reaches(stack, id, 'active');
      await expectAgreement(stack, id);
      const { transaction } = await getChange(stack, id);
      // Of the change alone: a slow machine may have had a system out of patience, too.
      const told = await stack.api('auditor').get<{
        events: { type: string }[];
      }>(`/v1/events?transaction=${transaction}&type=interlock.engineering-change.*&limit=100`);
      expect(told.body.events.map(({ type }) => type.split('.')[2])).toEqual([
        'requested',
        'accepted',
        'staged',
        'drifted',
        'staged',
        'pivot-passed',
        'activated',
      ]);
    });

    it('a period that the ERP has closed meanwhile is waited for', async () => {
      const { id, close } = await whileALotIsMade();
      const period = (reason: string | null) =>
        done('erp', '/period-blocks', { item: PIN, plant: 'lyon', reason });
      await period('stocktaking until Friday');
      await close();
      await waitsFor(id, /stocktaking until Friday/);
      await period(null);
      await reaches(stack, id, 'active');
    });

    it('an object that nobody has decided is waited for, and decided again once it has changed', async () => {
      const classes = { inStock: null, inProgress: 'finish-on-old', onOrder: 'use-up' } as const;
      const own = await engineer(stack, [BRACKET], { plant: 'monterrey', classes });
      const { id } = await release(stack, own, ['monterrey']);
      const change = await waitsFor(id, /decision on stock/, 'monterrey');
      const stock = change.affected.filter(({ object }) => object === 'stock');
      const decide = (object: Affected, quantityAssessed: Affected['quantity'], decision: string) =>
        stack.api('planning').post<EngineeringChange>(`/v1/engineering-changes/${id}/decisions`, {
          object: 'stock',
          id: object.id,
          plant: 'monterrey',
          decision,
          quantityAssessed,
        });
      const lot = stock.find(({ id: one }) => one === 'BRACKET-100:L-0201')!;
      expect(lot).toMatchObject({ decision: null, decidedBy: null, quantity: { value: '50' }, stale: false });
      await done('erp', '/goods-issues', { order: 'PO-7102', lot: lot.id, quantity: '1' });
      for (const object of stock) taken(201, await decide(object, object.quantity, 'hold'));
      await waitsFor(id, /L-0201 \(changed since it was decided\)/, 'monterrey');
      expect((await getChange(stack, id)).affected.find((one) => one.id === lot.id)).toMatchObject({
        decision: 'hold',
        decidedBy: 'planning',
        quantity: { value: '49' },
        stale: true,
      });
      taken(201, await decide(lot, { value: '49', unit: 'EA' }, 'hold'));
      await reaches(stack, id, 'active', { plant: 'monterrey' });
      // What was decided to be held is held by the pivot itself.
      expect(await gate(stack, lot.id, { plant: 'monterrey' })).toMatchObject({
        releasable: false,
        blockedBy: [{ reason: 'engineering-change' }],
      });
    });
  });

  /** A change of the pin that waits, staged, for a lot in the making. */
  async function whileALotIsMade() {
    const lot = newLot(PIN);
    await done('mes-lyon', '/open-lots', { lot, order: 'PO-7001' });
    const own = await engineer(stack, [PIN]);
    const { id } = await release(stack, own, at({ kind: 'next-lot' }));
    await waitsFor(id, /lot in the making/);
    const close = () => done('mes-lyon', `/open-lots/${encodeURIComponent(lot)}/closing`, { quantity: '10' });
    return { id, own, close };
  }
});

/** What each kind of system calls the lines of a call. */
const LISTS = { plm: 'implementations', erp: 'materials', mes: 'routings', qms: 'plans' } as const;
