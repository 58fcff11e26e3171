import type { Decision, Disposition } from '../../../../contracts/disposition';
import type { Hold } from '../../../../contracts/hold';
import type { Demo } from '../../demo';
import { holdOnce, holdWhen } from '../../holds';
import { good } from '../../http';
import { HANDS_MS } from '../cast';
import { BRACKETS, HARD_PINS, SOFT_PINS } from './cast';

/** What becomes of each lot, and why. */
const REVIEW: readonly { lots: readonly string[]; decision: Decision; reason: string }[] = [
  { lots: SOFT_PINS, decision: 'scrap', reason: 'too soft' },
  { lots: BRACKETS, decision: 'rework', reason: 'other pins, inspected again' },
  { lots: [HARD_PINS], decision: 'release', reason: '80 pins of 98 to 104 HB' },
];

/** Pins scrapped, brackets rebuilt and inspected again, the rest cleared; then the hold closes by itself. */
export async function recallIsReviewed(demo: Demo, { id }: Hold): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('Scrapped, rebuilt, cleared');
  const people = { auto: true, afterMs: HANDS_MS };
  await good('The people of Monterrey', demo.control('mes-monterrey').put('/_sandbox/hands', people));
  const { lots } = await holdWhen(demo, id, 'the hold is read', () => true);
  const decided = REVIEW.flatMap(({ lots: named, ...what }) => named.map((lot) => ({ lot, ...what })));
  for (const { lot, decision, reason } of decided) {
    const { undecided, unit } = lots.find((one) => one.lot === lot)!;
    await good(
      `The decision on ${lot}`,
      demo.interlock('quality').post(`/v1/quality-holds/${id}/dispositions`, {
        lot,
        quantity: { value: undecided, unit },
        decision,
        reason,
        reference: `MRB-78/${decided.findIndex((one) => one.lot === lot) + 1}`,
      }),
    );
  }
  const hold = await holdOnce(demo, id, 'closed');
  page.table(
    ['lot', 'decision', 'quantity', 'verified after', 'reason'],
    hold.dispositions.map((one) => [
      one.lot,
      one.decision,
      `${one.quantity.value} ${one.quantity.unit}`,
      `${Date.parse(one.verifiedAt ?? '') - Date.parse(one.decidedAt)} ms`,
      one.reason,
    ]),
    ['verified after'],
  );
  checks.that(
    'H7',
    hold.dispositions.length === decided.length && hold.dispositions.every(isVerified),
    `All ${hold.dispositions.length} decisions of the recall are verified, and the hold closed by itself.`,
  );
  return hold;
}

const isVerified = ({ state }: Disposition): boolean => state === 'verified';
