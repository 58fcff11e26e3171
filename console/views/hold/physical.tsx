import { useState } from 'preact/hooks';
import type { Hold, HoldLot, PhysicalControl, Target } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { Section } from '../../parts/page';
import { Quantity, unitName } from '../../parts/quantity';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { useQuery } from '../../parts/use-query';
import { systemName } from '../../parts/words';
import { useMay } from '../../session';

const COLUMNS: readonly Column<PhysicalControl>[] = [
  { name: 'Lot', of: ({ lot }) => lot },
  { name: 'Location', of: ({ location }) => location },
  { name: 'Counted', isFigure: true, of: ({ counted }) => <Quantity of={counted} /> },
  { name: 'Tag', of: ({ tag }) => tag },
  { name: 'By', of: ({ by }) => by.name },
  { name: 'At', of: ({ at }) => <At at={at} /> },
];

/** Lots that a system cannot hold and nobody has secured by hand yet. */
const unsecured = ({ targets, physical }: Hold): Target[] =>
  targets.filter(
    ({ status, required, desired, subject }) =>
      required &&
      status === 'cannot-enforce' &&
      desired.state !== 'free' &&
      !physical.some(({ lot }) => lot === subject.id),
  );

/** What people counted, tagged and secured by hand, and what they still have to. */
export function Physical({ hold, onDone }: { hold: Hold; onDone: () => void }) {
  const { query, address, go } = useQuery();
  const may = useMay();
  const wanted = unsecured(hold);
  const mayRecord = hold.state !== 'closed' && may('recordPhysicalControl', hold.plant);
  if (hold.physical.length === 0 && wanted.length === 0 && !mayRecord) return null;
  return (
    <Section
      title="Counted and tagged by hand"
      aside={
        mayRecord && (
          <a class="button plain" href={address({ do: 'tag' })}>
            Count and tag
          </a>
        )
      }
    >
      {wanted.map(({ id, system, subject }) => (
        <p key={id} class="note note-bad">
          {systemName(system)} cannot hold {subject.id}: it is not contained there until it is counted and
          tagged.{' '}
          {mayRecord && (
            <a href={address({ do: 'tag', lot: subject.id })} aria-label={`Count and tag ${subject.id}`}>
              Count and tag it
            </a>
          )}
        </p>
      ))}
      {hold.physical.length === 0 ? (
        <p class="empty">Nothing was counted or tagged by hand.</p>
      ) : (
        <Table
          caption="Counted and tagged"
          columns={COLUMNS}
          rows={hold.physical}
          keyOf={({ lot, at, tag }) => `${lot}${at}${tag}`}
        />
      )}
      {mayRecord && query['do'] === 'tag' && (
        <TagDialog
          hold={hold}
          first={query['lot']}
          onDone={onDone}
          onClose={() => go({ do: null, lot: null })}
        />
      )}
    </Section>
  );
}

interface Props {
  readonly hold: Hold;
  readonly first: string | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function TagDialog({ hold, first, onDone, onClose }: Props) {
  const { isSending, problem, send } = useCommand('recordPhysicalControl');
  const lotOf = (name: string | undefined) => hold.lots.find(({ lot }) => lot === name);
  const [lot, setLot] = useState<HoldLot | undefined>(lotOf(first) ?? hold.lots[0]);
  const [entered, setEntered] = useState({ location: placeOf(lot), counted: '', tag: '' });
  const set = (changes: Partial<typeof entered>) => setEntered({ ...entered, ...changes });
  const submit = async () => {
    if (!lot) return;
    const { counted, ...rest } = entered;
    const body = { lot: lot.lot, ...rest, counted: { value: counted.trim(), unit: lot.unit as 'EA' } };
    const done = await send({ path: { id: hold.id }, body });
    onDone();
    if (done) onClose();
  };
  return (
    <Dialog title="Count and tag" onClose={onClose}>
      <p>You have counted it where it lies, put a tag on it, and made sure that nobody takes it.</p>
      <CommandForm action="Record it" isSending={isSending} problem={problem} onSubmit={() => void submit()}>
        <Field name="Lot">
          {(attributes) => (
            <select
              {...attributes}
              value={lot?.lot ?? ''}
              onChange={(event) => {
                const next = lotOf(event.currentTarget.value);
                setLot(next);
                set({ location: placeOf(next) });
              }}
            >
              {hold.lots.map(({ lot: name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Field name="Location">
          {(attributes) => (
            <input
              {...attributes}
              required
              value={entered.location}
              onInput={(event) => set({ location: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field name={`Counted, in ${unitName(lot?.unit ?? '')}`}>
          {(attributes) => (
            <input
              {...attributes}
              required
              inputMode="decimal"
              value={entered.counted}
              onInput={(event) => set({ counted: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field name="Tag" hint="The number on the tag.">
          {(attributes) => (
            <input
              {...attributes}
              required
              value={entered.tag}
              onInput={(event) => set({ tag: event.currentTarget.value })}
            />
          )}
        </Field>
      </CommandForm>
    </Dialog>
  );
}

const placeOf = (lot: HoldLot | undefined): string => lot?.stock[0]?.location ?? '';
