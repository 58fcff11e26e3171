import type { Assessment, AssessmentQuestion, ItemFact } from '../../contracts/assessment';
import type { CallContext } from '../port';
import type { SandboxSystem } from './calls';
import { type ItemReading, type ItemWords, readItems } from './item-effect';

/** What a system says that knows nothing of it. */
export const NOTHING: Omit<Assessment, 'system' | 'items'> = {
  workCentres: null,
  gauges: null,
  objects: [],
  readings: [],
  plans: [],
};

/** A reading as a fact; `more` is what else this kind of system says of the item. */
export const factOf = (
  { item, known, active, staged }: ItemReading,
  more: Partial<ItemFact> = {},
): ItemFact => ({
  item,
  known,
  active: active?.revision ?? null,
  staged: staged?.revision ?? null,
  stagedBy: staged?.change ?? null,
  blocked: null,
  openLots: [],
  nextSerial: null,
  ...more,
});

/** Items at the plant of the question, in the order asked. @throws SystemFailure */
export const readAsked = <R extends ItemReading>(
  system: SandboxSystem,
  words: ItemWords<R>,
  { plant, items }: AssessmentQuestion,
  context: CallContext,
): Promise<R[]> =>
  readItems(
    system,
    words,
    items.map((item) => ({ item, plant })),
    context,
  );
