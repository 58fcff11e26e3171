import type { Hold, Residual } from '../../../../contracts/hold';
import type { Demo } from '../../demo';
import { holdWhen } from '../../holds';
import { good } from '../../http';
import { BAR, SHIPPED } from './cast';

/** What to do about each kind of material that the hold came too late for. */
const ANSWERS: Partial<Record<Residual['kind'], { action: string; text: string }>> = {
  shipped: { action: 'recall', text: 'the customer is told, and sends the brackets back' },
  'in-transit': { action: 'recover', text: 'received at Monterrey into the cage' },
  consumed: { action: 'accept', text: 'followed by genealogy: what was made of it is held' },
};

/** What a hold came too late for is named with its customer, and each is answered by a person. */
export async function recallIsAnswered(demo: Demo, { id }: Hold): Promise<void> {
  const { page, checks } = demo;
  page.chapter('What has left the house has a name');
  // The ledger has heard of what was shipped and sent on its way; what was issued to orders, the ERP is asked.
  const found = await holdWhen(
    demo,
    id,
    'the ERP has named what was issued to orders',
    ({ residual }) =>
      residual.some(({ kind, lot }) => kind === 'shipped' && lot === SHIPPED.lot) &&
      residual.some(({ kind, lot }) => kind === 'consumed' && lot === BAR),
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
  for (const residual of found.residual) {
    const { action, text } = ANSWERS[residual.kind] ?? { action: 'recover', text: 'taken back to the cage' };
    await good(
      `The answer to residual ${residual.id}`,
      demo.interlock('quality').post(`/v1/quality-holds/${id}/residuals/${residual.id}/answer`, {
        action,
        reference: `RC-${residual.reference}`,
        text,
      }),
    );
  }
  page.say('Each is answered by the quality manager: recalled from the customer, received into the cage.');
  const shipped = found.residual.filter(({ kind }) => kind === 'shipped');
  checks.same(
    'H7',
    shipped.map(({ lot, reference, customer, quantity }) => [lot, reference, customer, quantity.value]),
    [[SHIPPED.lot, SHIPPED.shipment, SHIPPED.customer, '50']],
    `What was shipped is named with its customer: 50 of ${SHIPPED.lot} by ${SHIPPED.shipment} to ${SHIPPED.customer}.`,
  );
}
