import type { Preflight } from '../../client/openapi';
import { quantityText } from '../../parts/quantity';
import { count, plantName } from '../../parts/words';
import { Findings } from '../change/findings';

/** What every system said that would fail now; nothing was changed by asking. */
export function PreflightResult({ of: { ok, findings, affected } }: { of: Preflight }) {
  return (
    <>
      <output class={`note ${ok ? 'note-good' : 'note-bad'}`}>
        <strong>{ok ? 'Nothing stands in the way.' : 'It would be refused as things are.'}</strong>{' '}
        {count(affected.length, 'order, stock or purchase', 'orders, stock and purchases')} of the old
        revision open.
      </output>
      <Findings of={findings} title="Found before anything is changed" />
      {affected.length > 0 && (
        <ul>
          {affected.map(({ object, id, plant, quantity, decision }) => (
            <li key={`${plant}/${object}/${id}`}>
              {object} {id} at {plantName(plant)}, {quantityText(quantity)}:{' '}
              {decision === null ? 'to be decided' : decision.replaceAll('-', ' ')}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
