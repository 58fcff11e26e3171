import fc from 'fast-check';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, keyed, PERSON, place, tell } from './requests';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

/** A fact of one lot, or its reversal; the same again is another telling of the same. */
interface Told {
  readonly kind: 'told';
  readonly lot: number;
  readonly order: number;
  readonly centre: number;
  readonly hour: number;
  readonly taken: boolean;
}
interface Placed {
  readonly kind: 'placed';
  readonly orders: readonly number[];
  readonly windows: readonly { readonly centre: number; readonly from: number; readonly to: number | null }[];
}
/** The first hold follows this order, or this work centre from that hour on, no more. */
interface Ended {
  readonly kind: 'ended';
  readonly order: number | null;
  readonly centre: number | null;
  readonly hour: number;
}
const small = fc.integer({ min: 0, max: 1 });
const hour = fc.integer({ min: 0, max: 9 });
const told: fc.Arbitrary<Told> = fc.record({
  kind: fc.constant('told'),
  lot: fc.integer({ min: 0, max: 3 }),
  order: small,
  centre: small,
  hour,
  taken: fc.boolean(),
});
const window = fc
  .record({ centre: small, from: hour, to: fc.option(hour) })
  .map(({ to, ...one }) => ({ ...one, to: to === null ? null : Math.max(one.from, to) }));
const placed: fc.Arbitrary<Placed> = fc
  .record({
    kind: fc.constant('placed' as const),
    orders: fc.uniqueArray(small),
    windows: fc.array(window, { maxLength: 2 }),
  })
  .filter(({ orders, windows }) => orders.length + windows.length > 0);
const ended: fc.Arbitrary<Ended> = fc.record({
  kind: fc.constant('ended'),
  order: fc.option(small),
  centre: fc.option(small),
  hour,
});
const deeds = fc.array(fc.oneof({ weight: 4, arbitrary: told }, { weight: 2, arbitrary: placed }, ended), {
  minLength: 4,
  maxLength: 14,
});

interface Rule {
  readonly order: number | null;
  readonly centre: number | null;
  readonly from: number;
  to: number;
  ended: boolean;
}
interface ModelHold {
  readonly id: string;
  readonly rules: Rule[];
  readonly lots: Set<number>;
}

/** What holds ought to cover, told the same. */
class Model {
  readonly holds: ModelHold[] = [];
  private readonly facts = new Map<string, { fact: Told; net: number }>();

  place(id: string, { orders, windows }: Placed): void {
    const rules: Rule[] = orders.map((order) => ({
      order,
      centre: null,
      from: -Infinity,
      to: Infinity,
      ended: false,
    }));
    for (const { centre, from, to } of windows) {
      const same = rules.find((rule) => rule.centre === centre && rule.from === from);
      if (same) same.to = Math.max(same.to, to ?? Infinity);
      else rules.push({ order: null, centre, from, to: to ?? Infinity, ended: false });
    }
    const hold = { id, rules, lots: new Set<number>() };
    this.holds.push(hold);
    for (const { fact, net } of this.facts.values())
      if (net > 0 && rules.some((rule) => means(rule, fact))) hold.lots.add(fact.lot);
  }

  tell(fact: Told): void {
    const key = JSON.stringify([fact.lot, fact.order, fact.centre, fact.hour]);
    const before = this.facts.get(key)?.net ?? 0;
    const net = before + (fact.taken ? -1 : 1);
    this.facts.set(key, { fact, net });
    if (!(before <= 0 && net > 0)) return;
    for (const hold of this.holds) if (hold.rules.some((rule) => means(rule, fact))) hold.lots.add(fact.lot);
  }
}

const means = (rule: Rule, fact: Told): boolean =>
  (rule.order === fact.order || rule.centre === fact.centre) &&
  fact.hour >= rule.from &&
  fact.hour <= rule.to;

let runs = 0;
const at = (hours: number) => new Date(Date.UTC(2026, 10, 3, hours)).toISOString();

it('holds cover the same lots whatever the order in which they are placed and facts are told, reversed and told again', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const run = ++runs;
      const model = new Model();
      const order = (number: number) => `PO-R${run}-${number}`;
      const centre = (number: number) => `CNC-R${run}-${number}`;
      const lot = (number: number) => `PIN-10:R${run}-${number}`;
      for (const deed of all) {
        if (deed.kind === 'told') {
          model.tell(deed);
          await tell(open.ledger, 'mes-lyon', `mes.material.${deed.taken ? 'reversed' : 'consumed'}.v1`, {
            plant: 'lyon',
            order: order(deed.order),
            workCentre: centre(deed.centre),
            // The work centre is no part of what names a fact: two that differ by nothing else are not told here.
            operation: String(deed.centre),
            occurredAt: at(deed.hour),
            consumed: [],
            produced: [{ lot: lot(deed.lot), quantity: { value: '70', unit: 'EA' } }],
          });
        } else if (deed.kind === 'placed') {
          const scope = {
            ...(deed.orders.length > 0 && { orders: deed.orders.map(order) }),
            ...(deed.windows.length > 0 && {
              workCentres: deed.windows.map((one) => ({
                id: centre(one.centre),
                from: at(one.from),
                to: one.to === null ? null : at(one.to),
              })),
            }),
          };
          model.place((await place(open.ledger, holdRequest([], { scope }))).id, deed);
        } else await endFirst(model, deed, order, centre);
        for (const hold of model.holds) {
          const covered = (await open.ledger.getHold(hold.id))!.lots.map((one) => one.lot);
          expect(covered).toEqual([...hold.lots].map(lot).toSorted());
        }
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

/** Ends what the first hold follows of it; what it does not follow is refused, and nothing changes. */
async function endFirst(
  { holds }: Model,
  deed: Ended,
  order: (number: number) => string,
  centre: (number: number) => string,
): Promise<void> {
  const [hold] = holds;
  if (!hold || (deed.order === null && deed.centre === null)) return;
  const now = new Date(at(deed.hour));
  const mine = hold.rules.filter(
    (rule) =>
      (deed.order !== null && rule.order === deed.order && (!rule.ended || rule.to > deed.hour)) ||
      (deed.centre !== null &&
        rule.centre === deed.centre &&
        rule.from <= deed.hour &&
        (!rule.ended || rule.to > deed.hour)),
  );
  const isThere =
    (deed.order === null || mine.some((rule) => rule.order === deed.order)) &&
    (deed.centre === null || mine.some((rule) => rule.centre === deed.centre));
  const request = {
    ...(deed.order !== null && { orders: [order(deed.order)] }),
    ...(deed.centre !== null && { workCentres: [{ id: centre(deed.centre), to: at(deed.hour) }] }),
    reason: 'found out',
  };
  const ending = keyed(open.ledger, (tx) => open.ledger.endScope(tx, hold.id, request, PERSON, now));
  if (!isThere) return expect(ending).rejects.toMatchObject({ code: 'invalid-request' });
  await ending;
  for (const rule of mine) {
    rule.to = Math.min(rule.to, deed.hour);
    rule.ended = true;
  }
}
