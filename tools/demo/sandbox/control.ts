import type { Hold } from '../../../contracts/hold';
import type { Demo } from '../demo';
import { holdWhen } from '../holds';
import { good } from '../http';
import { spares } from './before';

const CAGE = 'LYON-QUARANTINE';

/** People at the plant: count and tag what is held, and answer for what the hold came too late for. */
export async function control(demo: Demo, { id }: Hold): Promise<void> {
  const { page, checks } = demo;
  page.chapter('The material itself: counted, tagged, and what was already on its way');
  const found = await holdWhen(demo, id, 'the WMS has named what is beyond the hold', ({ residual }) =>
    residual.some(({ system }) => system === 'wms'),
  );
  for (const { lot, quantity, unit } of found.lots)
    await good(
      `Physical control of ${lot}`,
      demo.interlock('quality').post(`/v1/quality-holds/${id}/physical`, {
        lot,
        location: CAGE,
        counted: { value: quantity, unit },
        tag: `RED-${lot.split('-').at(-1)}`,
      }),
    );
  page.say(`Lyon brings all of it to ${CAGE}, counts it and tags it red:`);
  page.table(
    ['lot', 'counted', 'tag'],
    found.lots.map(({ lot, quantity, unit }) => [lot, `${quantity} ${unit}`, `RED-${lot.split('-').at(-1)}`]),
    ['counted'],
  );

  page.say(
    'A block in a system stops no pallet that is already on its way. Interlock has asked ERP and WMS for such material:',
  );
  page.table(
    ['lot', 'quantity', 'is', 'by', 'document', 'customer'],
    found.residual.map(({ lot, quantity, kind, system, reference, customer }) => [
      lot,
      `${quantity.value} ${quantity.unit}`,
      kind,
      system,
      reference,
      customer ?? '–',
    ]),
  );
  for (const residual of found.residual)
    await good(
      `The answer to residual ${residual.id}`,
      demo.interlock('quality').post(`/v1/quality-holds/${id}/residuals/${residual.id}/answer`, {
        action: 'recover',
        reference: `RED-${residual.lot.split('-').at(-1)}`,
        text: `taken back from ${residual.reference} to ${CAGE}`,
      }),
    );
  page.say(
    `That is a residual, and the hold cannot close before it is answered. The ${spares.quantity} pins have not left the house: ` +
      'they are taken back to the cage, and the engineer answers "recover".',
  );
  const residuals = found.residual
    .map(({ system, kind, reference }) => `${system} ${kind} ${reference}`)
    .toSorted();
  checks.same(
    'H7',
    residuals,
    [`wms picked ${spares.id}`],
    `What the hold came too late for has an owner: ${residuals.join(', ')}; each answered by a person.`,
  );
}
