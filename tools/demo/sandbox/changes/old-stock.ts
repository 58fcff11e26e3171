import type { Disposition } from '../../../../contracts/disposition';
import type { Hold } from '../../../../contracts/hold';
import type { Demo } from '../../demo';
import { holdOnce, holdWhen } from '../../holds';
import { good, type Reply } from '../../http';
import { SUSPECT } from '../cast';
import { LYON, TIGHTER } from './cast';

const PIECES = '69';

/** The quality engineer holds what is left of the measured lot until the change is active, and tries to let it go before. */
export async function holdOldStock(demo: Demo): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('Stock of B is held until it can be sorted by C');
  const { body } = await good(
    'The hold',
    demo.interlock('quality').post<Hold>('/v1/quality-holds', {
      nonconformance: null,
      plant: LYON,
      scope: { lots: [{ lot: SUSPECT }] },
      reason: { code: 'engineering-change', text: `${TIGHTER.id}: stock of revision B is to be sorted` },
      severity: 'minor',
      releaseCondition: { change: TIGHTER },
    }),
  );
  const hold = await holdOnce(demo, body.id, 'effective');
  const early = await decide(demo, hold.id, 'release', '66', 'surely most are good');
  const { status, body: problem } = early as Reply<{ code?: string; detail?: string }>;
  page.say(
    `The quality engineer holds the ${PIECES} pins that are left of ${SUSPECT}, with ${TIGHTER.id} as release condition. ` +
      `Hold ${hold.id} is effective in ERP, WMS and MES Lyon. Released before the change is active, it answers:`,
  );
  page.say(`${status} ${problem.code}: "${problem.detail}"`);
  checks.same(
    'E5',
    [status, problem.code],
    [422, 'release-condition-unmet'],
    `While C is not active at Lyon, hold ${hold.id} lets nothing go.`,
  );
  return hold;
}

/** With C active at Lyon: sorted by C's limits, what is good released, what is not regraded, and the hold closes. */
export async function sortOldStock(demo: Demo, { id }: Hold): Promise<void> {
  const { page, checks } = demo;
  page.chapter('Lyon sorts its stock of B by the plan of C');
  const sort = await carryOut(demo, id, 'sort', PIECES, `by the limits of ${TIGHTER.id}`);
  const found = { good: sort.found?.good ?? '0', bad: sort.found?.bad ?? '0' };
  page.say(
    `MES Lyon measures the ${PIECES} pins again, by the limits that the change brings: ${found.good} good, ${found.bad} bad. Pins 2, 3 and 9 ` +
      'are good pins of revision B, and may not be used as C. With C active at Lyon the hold lets the others go:',
  );
  const release = await carryOut(demo, id, 'release', found.good, 'within the limits of C');
  const regrade = await carryOut(demo, id, 'regrade', found.bad, 'pins 2, 3 and 9: good as B only');
  page.table(
    ['decision', 'reason', 'verified after'],
    [sort, release, regrade].map(({ decision, quantity, reason, decidedAt, verifiedAt }) => [
      `${decision} ${quantity.value}`,
      reason,
      `${Date.parse(verifiedAt!) - Date.parse(decidedAt)} ms`,
    ]),
    ['verified after'],
  );
  const closed = await holdOnce(demo, id, 'closed');
  const [lot] = closed.lots;
  const { body: state } = await good(
    'What the ERP knows',
    demo.control('erp').get<{ lots: Record<string, { quantity: string }> }>('/_sandbox/state'),
  );
  const regraded = Object.entries(state.lots).filter(([name]) => name.startsWith(`${SUSPECT}/`));
  page.say(
    `The hold is closed. The ERP has ${state.lots[SUSPECT]!.quantity} pins in ${SUSPECT}, and ` +
      `${regraded.map(([name, { quantity }]) => `${quantity} in ${name}`).join(', ')}.`,
  );
  checks.same(
    'E6',
    [found.good, found.bad],
    ['66', '3'],
    'The sort went by the plan of C: 66 good, and pins 2, 3 and 9, which are good by B, are not.',
  );
  checks.same(
    'E5',
    [closed.state, lot?.released, lot?.regraded],
    ['closed', '66', '3'],
    `Once C was active at Lyon, hold ${id} let 66 pins go; 3 were regraded, and it closed.`,
  );
}

const decide = (demo: Demo, hold: string, decision: string, quantity: string, reason: string) =>
  demo.interlock('quality').post<Disposition>(`/v1/quality-holds/${hold}/dispositions`, {
    lot: SUSPECT,
    quantity: { value: quantity, unit: 'EA' },
    decision,
    reason,
    reference: TIGHTER.id,
  });

/** Decided, and looked at once it is verified in every system. */
async function carryOut(
  demo: Demo,
  hold: string,
  decision: string,
  quantity: string,
  reason: string,
): Promise<Disposition> {
  const { body } = await good(`The decision to ${decision}`, decide(demo, hold, decision, quantity, reason));
  const find = ({ dispositions }: Hold) =>
    dispositions.find(({ id, state }) => id === body.id && state === 'verified');
  const looked = await holdWhen(demo, hold, `${decision} of ${quantity} is verified`, (one) => !!find(one));
  return find(looked)!;
}
