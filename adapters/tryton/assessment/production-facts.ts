import type { AssessmentQuestion, ItemFact } from '../../../contracts/assessment';
import type { Instance } from '../context';
import { definitionsOf, stagedIn } from '../revision/definitions';
import { linksOf, type Link } from '../revision/links';
import { findProduct, keepsFor } from '../revision/wanted';
import type { TrytonCaller } from '../rpc';
import { dayOf, today, trytonDate, type TrytonDate } from '../values';

/** What there is to say of an item that the instance does not have, or not for this plant. */
export const unknownItem = (item: string): ItemFact => ({
  item,
  known: false,
  active: null,
  staged: null,
  stagedBy: null,
  blocked: null,
  openLots: [],
  nextSerial: null,
});

/** What BOMs say of each item: the first link names the revision in use, an archived copy the one that is staged. */
export async function productionFacts(
  tryton: TrytonCaller,
  instance: Instance,
  { plant, items }: AssessmentQuestion,
): Promise<ItemFact[]> {
  if (!keepsFor(instance, plant)) return items.map(unknownItem);
  const period = await closedPeriod(tryton);
  return Promise.all(items.map((item) => factOf(tryton, item, period)));
}

async function factOf(tryton: TrytonCaller, item: string, period: string | null): Promise<ItemFact> {
  if (!(await findProduct(tryton, item))) return unknownItem(item);
  const [first] = await linksOf(tryton, item);
  const staged = stagedIn(await definitionsOf(tryton, 'production.bom', item));
  return {
    ...unknownItem(item),
    known: true,
    active: first?.revision ?? null,
    staged: staged?.label.revision ?? null,
    stagedBy: staged?.label.mark?.change ?? null,
    blocked: period ?? archivedFirst(first),
  };
}

/** A closed stock period that is not over yet refuses every posting in it. */
async function closedPeriod(tryton: TrytonCaller): Promise<string | null> {
  const [period] = await tryton.find<{ date: TrytonDate }>(
    'stock.period',
    [
      ['state', '=', 'closed'],
      ['date', '>=', trytonDate(today())],
    ],
    ['date'],
  );
  return period ? `the stock period until ${dayOf(period.date)} is closed` : null;
}

/** Tryton would still give it to new orders, and would not say that it is archived. */
const archivedFirst = (first: Link | undefined): string | null =>
  first && !first.active ? `its first BOM, ${first.code}, is archived` : null;
