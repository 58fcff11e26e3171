import { useState } from 'preact/hooks';
import type { Hold } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { usePlants } from '../../live/use-plants';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { Section } from '../../parts/page';
import { At } from '../../parts/time';
import { useQuery } from '../../parts/use-query';
import { instantThere, ownZone } from '../../parts/zone';
import { useMay } from '../../session';
import { ReasonField } from '../../parts/reason-field';

/** What the hold follows beside the lots that were named: what joins it by itself. */
export function Followed({ hold, onDone }: { hold: Hold; onDone: () => void }) {
  const { query, address, go } = useQuery();
  const may = useMay();
  const { orders = [], workCentres = [], supplierLots = [], serials = [], future } = hold.scope;
  const mayEnd = hold.state !== 'closed' && may('endScope', hold.plant);
  if (orders.length + workCentres.length + supplierLots.length + serials.length === 0 && future !== true)
    return null;
  const end = (name: string, changes: Readonly<Record<string, string>>) =>
    mayEnd && (
      <a class="button plain" href={address({ do: 'end', ...changes })} aria-label={`Stop following ${name}`}>
        Stop following
      </a>
    );
  return (
    <Section title="What the hold follows">
      <ul class="plain-list spaced">
        {orders.map((order) => (
          <li key={order}>
            What order <strong>{order}</strong> made and will make {end(order, { order })}
          </li>
        ))}
        {workCentres.map(({ id, from, to }) => (
          <li key={`${id}${from}`}>
            What came off <strong>{id}</strong> from <At at={from} />{' '}
            {to === null ? (
              'on'
            ) : (
              <>
                to <At at={to} />
              </>
            )}{' '}
            {to === null && end(id, { 'work-centre': id })}
          </li>
        ))}
        {supplierLots.map(({ supplier, supplierLot }) => (
          <li key={`${supplier}/${supplierLot}`}>
            What {supplier} delivered as <strong>{supplierLot}</strong>, and what is made of it
          </li>
        ))}
        {serials.length > 0 && <li>Serials {serials.join(', ')}</li>}
        {future === true && <li>And what joins any of it later</li>}
      </ul>
      {mayEnd && query['do'] === 'end' && (
        <EndDialog
          hold={hold}
          order={query['order']}
          workCentre={query['work-centre']}
          onDone={onDone}
          onClose={() => go({ do: null, order: null, 'work-centre': null })}
        />
      )}
    </Section>
  );
}

interface Props {
  readonly hold: Hold;
  readonly order: string | undefined;
  readonly workCentre: string | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function EndDialog({ hold, order, workCentre, onDone, onClose }: Props) {
  const { isSending, problem, send } = useCommand('endScope');
  const zone = usePlants().find(({ plant }) => plant === hold.plant)?.timeZone ?? ownZone();
  const [reason, setReason] = useState('');
  const [to, setTo] = useState('');
  const submit = async () => {
    const what =
      order !== undefined
        ? { orders: [order] }
        : {
            workCentres: [
              { id: workCentre ?? '', to: to === '' ? new Date().toISOString() : instantThere(to, zone) },
            ],
          };
    const done = await send({ path: { id: hold.id }, body: { ...what, reason } });
    onDone();
    if (done) onClose();
  };
  return (
    <Dialog title={`Stop following ${order ?? workCentre ?? ''}`} onClose={onClose}>
      <p>Nothing more joins the hold from it. What has joined stays held until it is decided.</p>
      <CommandForm
        action="Stop following"
        isSending={isSending}
        problem={problem}
        onSubmit={() => void submit()}
      >
        {workCentre !== undefined && (
          <Field
            name="Until"
            hint={`By the clock of ${zone}; now, where it is left empty. What was made after it does not join.`}
          >
            {(attributes) => (
              <input
                {...attributes}
                type="datetime-local"
                value={to}
                onInput={(event) => setTo(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        <ReasonField value={reason} onChange={setReason} />
      </CommandForm>
    </Dialog>
  );
}
