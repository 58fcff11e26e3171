import { randomUUID } from 'node:crypto';
import type { EngineeringChange, ItemRevision, Specification } from '../../contracts/engineering-change';
import type { Hold } from '../../contracts/hold';
import { pin } from '../../sandbox/data/revisions';
import { atScreen } from '../stack/floor';
import { ea, freshLot, taken } from '../stack/material';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import {
  askedSince,
  builds,
  engineer,
  expectAgreement,
  getChange,
  heal,
  itemTarget,
  type OwnChange,
  reaches,
  release,
  startsOf,
  systemsAt,
} from './e/change';
import { impatientStack } from './e/impatient';
import { KEEPERS, OPERATIONS, systemOf } from './e/steps';

const ITEM = 'PIN-10';

describe('E6 an order keeps one revision set', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack();
  });
  afterEach(() => heal(stack));

  const get = async <T>(path: string): Promise<T> => taken(200, await stack.api('auditor').get<T>(path));

  const newOrder = () => ({ id: `PO-T-${randomUUID().slice(0, 8)}`, item: ITEM, quantity: '10' });
  /** A new order of the ERP, which Interlock sends to the floor of Lyon. */
  async function order(): Promise<string> {
    const made = newOrder();
    expect(await atScreen(stack, 'erp', '/production-orders', { ...made, plant: 'lyon' })).toBe(200);
    await eventually(async () => (await stack.control('mes-lyon').state()).orders[made.id]);
    return made.id;
  }
  /** People enter one at the MES by hand. */
  async function entered(revision: string): Promise<string> {
    const made = newOrder();
    expect(await atScreen(stack, 'mes-lyon', '/orders', { ...made, revision })).toBe(200);
    return made.id;
  }
  const start = (id: string) => atScreen(stack, 'mes-lyon', `/orders/${id}/start`, {});
  const revisionOf = (id: string) => get<ItemRevision>(`/v1/items/${ITEM}/revision?plant=lyon&order=${id}`);
  /** The revision that ERP, MES and Interlock each say that an order is made to. */
  const saidOf = async (id: string) => [
    (await stack.control('erp').state()).orders[id]?.revision,
    (await stack.control('mes-lyon').state()).orders[id]?.revision,
    (await eventually(() => revisionOf(id))).revision,
  ];
  async function activate(own: OwnChange): Promise<EngineeringChange> {
    const { id } = await release(stack, own);
    return reaches(stack, id, 'active');
  }

  it('E6 what was ordered before stays as it was, what is ordered after is of the new revision', async () => {
    const own = await engineer(stack, [ITEM]);
    const { from, to } = own.items[0]!;
    const before = await order();
    await activate(own);
    const after = await order();
    expect(await saidOf('PO-7001')).toEqual(['B', 'B', 'B']);
    expect(await saidOf(before)).toEqual([from, from, from]);
    expect(await saidOf(after)).toEqual([to, to, to]);
    expect(await builds(stack, ITEM)).toMatchObject({ revision: to, buildable: true });
    // What was ordered on the old revision may still be begun; a new order of it may not.
    const late = await entered(from);
    expect([await start(before), await start(after), await start(late)]).toEqual([200, 200, 409]);
  });

  it("E6 a lot is inspected by its own revision's plan, whatever is active", async () => {
    const to = (lower: string) =>
      engineer(stack, [ITEM], {
        adjust: (content) => ({ ...content, plan: { ...pin('B', lower).plan, version: lower } }),
      });
    const lotOf = async () => {
      const lot = await freshLot(stack);
      await stack.control('qms').addLots([{ lot, plant: 'lyon', quantity: ea('100') }]);
      return lot;
    };
    const wide = await to('9.95');
    await activate(wide);
    const old = await lotOf();
    const narrow = await to('9.96');
    await activate(narrow);
    const young = await lotOf();

    const reading = { piece: '1', value: '9.955', unit: 'MMT', gauge: 'G-12' };
    const readings = ['diameter-1', 'diameter-2', 'diameter-3'].map((characteristic) => ({
      ...reading,
      characteristic,
    }));
    const measuredBy = { id: 'u-7', name: 'Inès Roux' };
    for (const lot of [old, young])
      expect(
        await atScreen(stack, 'qms', '/inspections', {
          plant: 'lyon',
          lot,
          readings,
          measuredBy,
        }),
      ).toBe(200);
    const holdsOn = async (lot: string) =>
      (await get<{ items: Hold[] }>(`/v1/quality-holds?lot=${encodeURIComponent(lot)}`)).items;
    expect(await eventually(async () => (await holdsOn(young))[0])).toMatchObject({
      reason: { text: expect.stringContaining('lower limit 9.96 mm') },
    });
    expect(await holdsOn(old)).toEqual([]);

    const lowest = async (revision: string) =>
      (await get<Specification>(`/v1/items/${ITEM}/specification?plant=lyon&revision=${revision}`))
        .characteristics[0]!.lower;
    expect([await lowest(wide.items[0]!.to), await lowest(narrow.items[0]!.to)]).toEqual(['9.95', '9.96']);
  });

  describe('E6 from the pivot to the last observation the item is closed for new starts', () => {
    it.each(KEEPERS)('E6 though only the %s is still to be activated', async (keeper) => {
      const own = await engineer(stack, [ITEM]);
      const waiting = await order();
      await stack
        .control(systemOf(keeper))
        .faults({ status: 503, operations: [OPERATIONS[keeper].activate] });
      const { id } = await release(stack, own);
      await eventually(async () => {
        const change = await getChange(stack, id);
        return systemsAt('lyon').every((system) => system === systemOf(keeper) || isActive(change, system));
      });

      expect(await builds(stack, ITEM)).toMatchObject({
        revision: own.items[0]!.from,
        buildable: false,
        reason: expect.stringContaining(own.id),
      });
      expect(await builds(stack, ITEM, 'monterrey')).toMatchObject({ buildable: true });
      expect([await start(waiting), await startsOf(stack, ITEM)]).toEqual([409, 'stopped']);

      await heal(stack);
      await reaches(stack, id, 'active');
      await expectAgreement(stack, id);
      expect(await start(waiting)).toBe(200);
    });
    const isActive = (change: EngineeringChange, system: string) => {
      const { desired, status } = itemTarget(change, system);
      return desired.state === 'active' && status === 'observed';
    };

    it('E6 the MES is asked to stop before anything is activated, and to resume after all of it is observed', async () => {
      const items = [ITEM, 'BRACKET-100'];
      const own = await engineer(stack, items);
      // All others are long done when the ERP is.
      await stack.control('erp').faults({ latencyMs: 1_000, operations: [OPERATIONS.erp.activate] });
      const change = await activate(own);
      const starts = await asked(change, items, ['mes-lyon'], ['start-stop']);
      const activations = await asked(
        change,
        items,
        systemsAt('lyon'),
        KEEPERS.map((keeper) => OPERATIONS[keeper].activate),
      );
      expect([starts.length, activations.length]).toEqual([2 * items.length, items.length * KEEPERS.length]);
      const [stops, resumes] = [starts.slice(0, items.length), starts.slice(items.length)];
      expect(stops.at(-1)! < activations[0]!).toBe(true);
      expect(resumes[0]! > activations.at(-1)!).toBe(true);
      const { askedAt } = itemTarget(change, 'mes-lyon', 'starts');
      for (const system of systemsAt('lyon')) {
        expect([system, isActive(change, system)]).toEqual([system, true]);
        expect(itemTarget(change, system).observedAt! <= askedAt!).toBe(true);
      }
    });

    /** When systems were asked for these operations, earliest first. */
    async function asked(
      { requestedAt }: EngineeringChange,
      items: readonly string[],
      systems: readonly string[],
      operations: readonly string[],
    ): Promise<string[]> {
      const calls = systems.flatMap((system) =>
        items.map((item) => askedSince(stack, system, `${item}@lyon`, requestedAt)),
      );
      return (await Promise.all(calls))
        .flat()
        .filter(({ operation }) => operations.includes(operation))
        .map(({ at }) => at)
        .sort();
    }
  });
});
