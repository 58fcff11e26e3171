import type { LedgerReader } from '../ledger';
import { persist } from '../patience';
import { PIECES, PLANTS, sharedLotsFor, type PlannedHold, type Plant } from '../plan/holds';
import type { Systems } from '../systems';

const ITEM = 'PIN-10';
/** Distinguishes the lots of two runs on one stack. */
const RUN = Date.now().toString(36).toUpperCase();

/** Names of a hold's lots. @param number the hold's in the plan */
export const lotsOf = (hold: PlannedHold, number: number): string[] => [
  ...hold.sharedLots.map((lot) => shared(hold.plant, lot)),
  ...Array.from({ length: hold.ownLots }, (_, index) => `${ITEM}:${RUN}-${number}-${index}`),
];
const shared = (plant: Plant, lot: number) => `${ITEM}:${RUN}-${plant}-${lot}`;

/** Makes all lots that are planned to be held, in ERP, WMS and the plant's MES, and waits until the ledger has heard of them. */
export async function makeLots(
  holds: readonly PlannedHold[],
  systems: Systems,
  ledger: LedgerReader,
  signal: AbortSignal,
): Promise<void> {
  const made: string[] = [];
  for (const plant of PLANTS) {
    const own = holds.flatMap((hold, number) =>
      hold.plant === plant && hold.ownLots > 0 ? lotsOf(hold, number) : [],
    );
    const common = Array.from({ length: sharedLotsFor(holds.length) }, (_, lot) => shared(plant, lot));
    const lots = [...own, ...common].map((lot) => ({ lot, plant, quantity: String(PIECES) }));
    await systems.addLots(['wms', `mes-${plant}`, 'qms', 'erp'], lots);
    made.push(...lots.map(({ lot }) => lot));
  }
  await persist(async () => ((await ledger.known(made)) === made.length ? true : null), signal);
}
