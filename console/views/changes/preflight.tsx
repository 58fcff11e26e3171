import type { ChangeRequest } from '../../client/openapi';
import { useResource } from '../../live/use-resource';
import { quantityText } from '../../parts/quantity';
import { Shown } from '../../parts/shown';
import { count, plantName } from '../../parts/words';
import { Findings } from '../change/findings';

/** What every system says that would fail now; nothing is changed by asking. Asked once for a request. */
export function PreflightResult({ body }: { body: ChangeRequest }) {
  const preflight = useResource('preflightChange', { body }, { wakes: () => false });
  return (
    <Shown of={preflight} what="what every system says">
      {({ ok, findings, affected }) => (
        <>
          <output class={`note ${ok ? 'note-good' : 'note-bad'}`}>
            <strong>{ok ? 'Nothing stands in the way.' : 'It would be refused as things are.'}</strong>{' '}
            {count(affected.length, 'order, stock or purchase', 'orders, stocks and purchases')} of the old
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
      )}
    </Shown>
  );
}
