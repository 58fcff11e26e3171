import type { Hold, HoldLot } from '../../../contracts/hold';
import { ACCOUNT_FIELDS } from '../../../contracts/hold';
import { gone, leaves, type Decided } from '../arithmetic';
import type { Interlock } from '../interlock';
import { PIECES } from '../plan/holds';
import type { KnownHold, Record } from '../record';

/** In which column of the account a verified decision is counted. */
const COLUMN = {
  release: 'released',
  'use-as-is': 'usedAsIs',
  scrap: 'scrapped',
  rework: 'reworked',
  'return-to-supplier': 'returned',
} as const;
type Column = (typeof COLUMN)[keyof typeof COLUMN];

/** Every hold that was answered 201 is closed or held as was decided, its account adds up, and nothing was decided twice or lost. */
export async function checkHolds(
  interlock: Interlock,
  record: Record,
  decided: Map<string, { state: string; count: number }>,
): Promise<Hold[]> {
  const byLot = record.holdsByLot();
  const shown: Hold[] = [];
  for (const known of record.holds) {
    const hold = await interlock.get<Hold>(`/v1/quality-holds/${known.id}`);
    shown.push(hold);
    checkDispositions(known, record, decided);
    const open = hold.lots.reduce((sum, lot) => sum + Number(lot.undecided) + Number(lot.pending), 0);
    const expected = open === 0 ? 'closed' : known.dispositions.length > 0 ? 'disposing' : 'open';
    if (hold.state !== expected)
      record.defect(
        'hold',
        known.id,
        null,
        `is ${hold.state}, and should be ${expected}: ${open} pieces are open`,
      );
    for (const lot of hold.lots) checkAccount(known, lot, byLot.get(lot.lot) ?? [], record, decided);
    if (hold.lots.length !== known.lots.size)
      record.defect(
        'hold',
        known.id,
        null,
        `covers ${hold.lots.length} lots, and was placed on ${known.lots.size}`,
      );
  }
  return shown;
}

function checkDispositions(
  known: KnownHold,
  record: Record,
  decided: Map<string, { state: string; count: number }>,
): void {
  for (const { reference, id, decision, lot } of known.dispositions) {
    const found = decided.get(reference);
    if (id === null) continue;
    if (!found || found.count !== 1)
      record.defect(
        'disposition',
        id,
        null,
        `${decision} of ${lot} was answered 201 and is there ${found?.count ?? 0} times`,
      );
    else if (found.state !== 'verified')
      record.defect('disposition', id, null, `${decision} of ${lot} is ${found.state} in the end`);
  }
}

function checkAccount(
  known: KnownHold,
  shown: HoldLot,
  holds: readonly KnownHold[],
  record: Record,
  decided: Decided,
): void {
  const tell = (text: string) => record.defect('account', `${known.id} ${shown.lot}`, null, text);
  const sum = ACCOUNT_FIELDS.reduce((total, field) => total + Number(shown[field]), 0);
  if (sum !== Number(shown.quantity) + Number(shown.adjusted))
    tell(`does not add up: ${sum} of ${shown.quantity} and ${shown.adjusted}`);
  if (Number(shown.quantity) !== known.lots.get(shown.lot))
    tell(`was opened with ${known.lots.get(shown.lot)}, and is of ${shown.quantity}`);
  const mine = known.dispositions.filter(({ lot, id }) => lot === shown.lot && id !== null);
  const columns = new Map<Column, number>();
  for (const { decision, pieces } of mine)
    if (decision !== 'sort') columns.set(COLUMN[decision], (columns.get(COLUMN[decision]) ?? 0) + pieces);
  for (const column of Object.values(COLUMN))
    if (Number(shown[column]) !== (columns.get(column) ?? 0))
      tell(`has ${shown[column]} ${column}, and ${columns.get(column) ?? 0} were decided so`);
  if (Number(shown.escaped) + Number(shown.adjusted) + Number(shown.repaired) + Number(shown.regraded) !== 0)
    tell(`shows what nobody did: ${JSON.stringify(shown)}`);
  const byOthers = holds
    .filter((hold) => hold !== known)
    .flatMap(({ dispositions }) => dispositions)
    .filter((one) => one.lot === shown.lot && leaves(one) && one.id !== null)
    .reduce((total, { pieces }) => total + pieces, 0);
  if (Number(shown.elsewhere) > byOthers)
    tell(`has ${shown.elsewhere} elsewhere, and others took ${byOthers}`);
  // What nobody has decided is all of what is still there.
  const there = PIECES - gone(shown.lot, holds, decided);
  if (mine.length === 0 && Number(shown.undecided) !== there)
    tell(`has ${shown.undecided} undecided, and ${there} are in the lot`);
}
