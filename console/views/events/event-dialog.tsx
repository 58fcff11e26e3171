import { useResource } from '../../live/use-resource';
import { Dialog } from '../../parts/dialog';
import { Facts } from '../../parts/facts';
import { IdLink } from '../../parts/id-link';
import { Shown } from '../../parts/shown';
import { At } from '../../parts/time';
import { typeText } from './words';

/** One event, whole, as subscribers get it. */
export function EventDialog({ sequence, onClose }: { sequence: number; onClose: () => void }) {
  const found = useResource(
    'listEvents',
    { query: { after: sequence - 1, limit: 1 } },
    { wakes: () => false },
  );
  return (
    <Dialog title={`Event ${sequence}`} onClose={onClose}>
      <Shown
        of={found}
        what={`event ${sequence}`}
        empty={{ when: ({ events }) => events[0]?.sequence !== sequence, say: 'It is no longer kept.' }}
      >
        {({ events: [event] }) =>
          event && (
            <>
              <Facts
                of={{
                  Event: typeText(event.type),
                  Of: <IdLink id={event.subject} />,
                  When: <At at={event.time} />,
                  Transaction: <IdLink id={event.transaction} />,
                }}
              />
              <pre>{JSON.stringify(event, null, 2)}</pre>
            </>
          )
        }
      </Shown>
    </Dialog>
  );
}
