import type { Hold } from '../../../contracts/hold';
import { holdOnce } from '../holds';
import type { Demo } from '../demo';
import { LOT, person } from './people';
import type { Alert } from './inspection';

const DECISION = {
  dispositions: [
    { decision: 'scrap', quantity: '1', reason: 'pin 66 is undersize' },
    { decision: 'release', quantity: '69', reason: 'every pin was measured' },
  ].map(({ quantity, ...rest }) => ({
    ...rest,
    lot: LOT,
    quantity: { value: quantity, unit: 'EA' },
    reference: 'MRB-77',
  })),
};

/** Decided in the QMS instance, carried out in all systems, and the hold closes. */
export async function decision(demo: Demo, { id }: Hold, alert: Alert): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('The decision, in Tryton: one scrapped, 69 released');
  const quality = person(demo, 'quality', 'qms');
  await quality.press('quality.alert', 'process', [alert.id]);
  await quality.write('quality.alert', [alert.id], { description: JSON.stringify(DECISION, null, 2) });
  await quality.press('quality.alert', 'resolve', [alert.id]);
  page.say(
    `Quentin writes the decision into alert ${alert.number} and resolves it. Who did so, and when, Interlock takes from Tryton's log.`,
  );
  const closed = await holdOnce(demo, id, 'closed');
  page.table(
    ['decision', 'quantity', 'by', 'state', 'verified after'],
    closed.dispositions.map(({ decision: what, quantity, decidedBy, state, decidedAt, verifiedAt }) => [
      what,
      quantity.value,
      decidedBy.name,
      state,
      `${Date.parse(verifiedAt!) - Date.parse(decidedAt)} ms`,
    ]),
    ['verified after'],
  );
  for (const { system, subject, note } of closed.targets.filter((target) => target.required))
    page.say(`${system} (${subject.kind}): ${note}`);
  const [lot] = closed.lots;
  checks.same('H6', [lot!.scrapped, lot!.released], ['1', '69'], 'One pin is scrapped and 69 are released.');
  checks.that(
    'H7',
    closed.dispositions.every(({ decidedBy }) => decidedBy.id === 'quality'),
    'Both decisions are recorded as made by the user who resolved the alert in Tryton.',
  );
  return closed;
}
