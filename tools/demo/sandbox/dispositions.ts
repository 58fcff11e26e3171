import type { Disposition } from '../../../contracts/disposition';
import type { Hold } from '../../../contracts/hold';
import type { Demo } from '../demo';
import { holdOnce, holdWhen } from '../holds';
import { good } from '../http';
import { BOARD, HANDS_MS, SISTERS, SUSPECT, SYSTEMS } from './cast';

interface Decision {
  readonly lot: string;
  readonly quantity: string;
  readonly decision: 'sort' | 'scrap' | 'release';
  readonly reason: string;
  readonly reference: string;
}

const SORT: Decision = {
  lot: SUSPECT,
  quantity: '70',
  decision: 'sort',
  reason: 'measure every pin again and set the bad ones aside',
  reference: 'MRB-77/1',
};
const AFTER_SORTING: readonly Decision[] = [
  { lot: SUSPECT, quantity: '1', decision: 'scrap', reason: 'pin 66 is undersize', reference: 'MRB-77/2' },
  { lot: SUSPECT, quantity: '69', decision: 'release', reason: 'sorted good', reference: 'MRB-77/3' },
  ...SISTERS.map((lot, index): Decision => ({
    lot,
    quantity: '1200',
    decision: 'release',
    reason: 'sample of 80 within limits',
    reference: `MRB-77/${index + 4}`,
  })),
];

/** The material review board decides in the QMS; each decision is carried out in every system before it counts. */
export async function dispositions(demo: Demo, { id, nonconformance }: Hold): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('The material review board decides, in the QMS');
  page.say(
    'Until a decision is verified in every system, its pins stay held. Verified means: sorted and ' +
      'counted; scrap posted, read back and its destruction confirmed; released, and read back as free. The people ' +
      `of the sandbox systems take ${HANDS_MS} ms to sort, and as long to destroy.`,
  );
  const rows: string[][] = [];
  for (const decision of [SORT, ...AFTER_SORTING]) {
    await sign(demo, nonconformance!.id, decision);
    rows.push(rowOf(await verified(demo, id, decision), decision));
  }
  page.table(['decision', 'lot', 'carried out by', 'verified after', 'found'], rows, ['verified after']);
  const hold = await holdOnce(demo, id, 'closed');
  page.say(
    'Nothing is undecided, pending or unanswered any more: the hold closes by itself, ' +
      `${secondsBetween(hold.placedAt, hold.closedAt)} s after it was placed.`,
  );
  const found = dispositionOf(hold, SORT).found;
  checks.same(
    '',
    [found?.good, found?.bad],
    ['69', '1'],
    'The sort found 69 good and 1 bad, from the real measurements.',
  );
  checks.that(
    'H7',
    hold.dispositions.length === 1 + AFTER_SORTING.length &&
      hold.dispositions.every(({ state, decidedBy }) => state === 'verified' && decidedBy.id === BOARD.id),
    `All ${hold.dispositions.length} dispositions were decided by ${BOARD.name} in the QMS, and are verified.`,
  );
  return hold;
}

/** A decision signed in the QMS, whose webhook tells Interlock. */
const sign = (demo: Demo, nonconformance: string, decision: Decision) =>
  good(
    `The decision ${decision.reference}`,
    demo.system('qms').post('/dispositions', {
      ...decision,
      nonconformance,
      quantity: { value: decision.quantity, unit: 'EA' },
      decidedBy: BOARD,
    }),
  );

/** The hold, once the decision is carried out everywhere. */
const verified = (demo: Demo, hold: string, { reference, decision, quantity }: Decision): Promise<Hold> =>
  holdWhen(demo, hold, `${decision} of ${quantity} is verified`, ({ dispositions: all }) =>
    all.some((one) => one.reference === reference && one.state === 'verified'),
  );

const dispositionOf = (hold: Hold, { reference }: Decision): Disposition =>
  hold.dispositions.find((one) => one.reference === reference)!;

/** Who carried it out: those who posted it, and for a release those who let the lot go. */
function rowOf(hold: Hold, decision: Decision): string[] {
  const { id, lot, quantity, found, decidedAt, verifiedAt } = dispositionOf(hold, decision);
  const by = hold.targets.filter(
    ({ subject, required }) =>
      required &&
      (subject.id === id ||
        (decision.decision === 'release' && subject.kind === 'lot' && subject.id === lot)),
  );
  return [
    `${decision.decision} ${quantity.value}`,
    lot,
    [...new Set(by.map(({ system }) => SYSTEMS[system] ?? system))].join(', '),
    `${Date.parse(verifiedAt!) - Date.parse(decidedAt)} ms`,
    found === null ? '' : `${found.good} good, ${found.bad} bad`,
  ];
}

const secondsBetween = (from: string, to: string | null): string =>
  ((Date.parse(to!) - Date.parse(from)) / 1000).toFixed(1);
