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
export async function dispositions(demo: Demo, { id }: Hold): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('The material review board decides, in the QMS');
  page.say(
    'Until a decision is verified in every system, its pins stay held. Verified means: sorted and ' +
      'counted; scrap posted, read back and its destruction confirmed; released, and read back as free. The people ' +
      `of the sandbox systems take ${HANDS_MS} ms to sort, and as long to destroy.`,
  );
  const sorted = await decide(demo, id, SORT);
  const rows = [rowOf(await holdWhen(demo, id, 'the sort is read back', () => true), sorted)];
  for (const decision of AFTER_SORTING) {
    const verified = await decide(demo, id, decision);
    rows.push(rowOf(await holdWhen(demo, id, 'it is shown', () => true), verified));
  }
  page.table(['decision', 'lot', 'carried out by', 'verified after', 'found'], rows, ['verified after']);
  const hold = await holdOnce(demo, id, 'closed');
  page.say(
    `Nothing is undecided, pending or unanswered any more: the hold closes by itself, ${secondsBetween(hold.placedAt, hold.closedAt)} s after it was placed.`,
  );
  checks.same(
    '',
    [sorted.found?.good, sorted.found?.bad],
    ['69', '1'],
    'The sort found 69 good and 1 bad, from the real measurements.',
  );
  checks.that(
    'H7',
    hold.dispositions.length === 5 &&
      hold.dispositions.every(({ state, decidedBy }) => state === 'verified' && decidedBy.id === BOARD.id),
    `All ${hold.dispositions.length} dispositions were decided by ${BOARD.name} in the QMS, and are verified.`,
  );
  return hold;
}

/** A decision signed in the QMS, whose webhook tells Interlock. @returns it, once verified */
async function decide(demo: Demo, hold: string, decision: Decision): Promise<Disposition> {
  const current = await holdWhen(
    demo,
    hold,
    'the QMS has a number for the nonconformance',
    ({ nonconformance }) => nonconformance !== null,
  );
  await good(
    `The decision ${decision.reference}`,
    demo.system('qms').post('/dispositions', {
      ...decision,
      nonconformance: current.nonconformance!.id,
      quantity: { value: decision.quantity, unit: 'EA' },
      decidedBy: BOARD,
    }),
  );
  const isIt = ({ reference, state }: Disposition) =>
    reference === decision.reference && state === 'verified';
  const seen = await holdWhen(demo, hold, `${decision.decision} of ${decision.quantity} is verified`, (now) =>
    now.dispositions.some(isIt),
  );
  return seen.dispositions.find(isIt)!;
}

function rowOf(
  hold: Hold,
  { id, lot, quantity, decision, found, decidedAt, verifiedAt }: Disposition,
): string[] {
  const by = hold.targets.filter(
    ({ subject, required }) =>
      required &&
      (subject.id === id || (decision === 'release' && subject.kind === 'lot' && subject.id === lot)),
  );
  return [
    `${decision} ${quantity.value}`,
    lot,
    [...new Set(by.map(({ system }) => SYSTEMS[system] ?? system))].join(', '),
    `${Date.parse(verifiedAt!) - Date.parse(decidedAt)} ms`,
    found === null ? '' : `${found.good} good, ${found.bad} bad`,
  ];
}

const secondsBetween = (from: string, to: string | null): string =>
  ((Date.parse(to!) - Date.parse(from)) / 1000).toFixed(1);
