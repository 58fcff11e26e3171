import type { Hold } from '../../../contracts/hold';
import { holdOnce, holdWhen } from '../holds';
import { good } from '../http';
import type { Demo } from '../demo';

/** Every system is asked, and counts as holding only when it was read back. */
export async function containment(demo: Demo, placed: Hold): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('Held in every system, and read back');
  await holdOnce(demo, placed.id, 'effective');
  const hold = await holdWhen(demo, placed.id, 'the QMS is told', ({ targets }) =>
    targets.every(({ generation, observedGeneration }) => generation === observedGeneration),
  );
  page.say(
    'Tryton has no lot lock by that name. Interlock sets a shelf life that ended long ago, which stops every way out of the ' +
      'house; holds each order that has some of the lot, by a failed inspection of its own; and moves what is free to ' +
      'quarantine. What each system was read to say, and how long that took:',
  );
  for (const { system, subject, observedAt, note } of hold.targets)
    page.say(
      `${system} (${subject.kind}), ${Date.parse(observedAt!) - Date.parse(hold.placedAt)} ms: ${note}`,
    );
  const required = hold.targets.filter((target) => target.required);
  checks.that(
    'H3',
    required.length === 3 && required.every(({ status }) => status === 'observed'),
    `The hold is effective: ${required.map(({ system }) => system).join(', ')} were read back as held.`,
  );
  return hold;
}

/** What the hold came too late for: each piece of it wants an answer before the hold may close. */
export async function exposure(demo: Demo, { id }: Hold): Promise<void> {
  const { page, checks } = demo;
  page.chapter('What the hold came too late for');
  const hold = await holdWhen(
    demo,
    id,
    'the ERP has named what is beyond the hold',
    ({ residual }) => residual.length > 0,
  );
  page.table(
    ['quantity', 'is', 'by', 'document', 'customer'],
    hold.residual.map(({ quantity, kind, system, reference, customer }) => [
      `${quantity.value} ${quantity.unit}`,
      kind,
      system,
      reference,
      customer ?? '–',
    ]),
  );
  page.say(
    'The lock stops the posting of these five pins and not the truck. Lyon unpacks them; the quality engineer answers "recover".',
  );
  for (const { id: residual, reference } of hold.residual)
    await good(
      `The answer to residual ${residual}`,
      demo.interlock('quality').post(`/v1/quality-holds/${id}/residuals/${residual}/answer`, {
        action: 'recover',
        reference: '8D-0417',
        text: `unpacked from ${reference}`,
      }),
    );
  checks.same(
    'H7',
    hold.residual.map(({ kind, quantity }) => `${quantity.value} ${kind}`),
    ['5 picked'],
    'What was packed already is a residual with an owner, and is answered.',
  );
}
