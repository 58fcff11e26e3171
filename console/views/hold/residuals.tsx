import { useState } from 'preact/hooks';
import type { Hold, Residual } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { Badge } from '../../parts/badge';
import { CommandForm } from '../../parts/command-form';
import { isZero } from '../../parts/decimal';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { Pages } from '../../parts/pages';
import { Said } from '../../parts/said';
import { Section } from '../../parts/page';
import { Quantity, quantityText } from '../../parts/quantity';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { useQuery } from '../../parts/use-query';
import { count, systemName } from '../../parts/words';
import { useMay } from '../../session';
import { RESIDUAL } from './words';

type Action = NonNullable<Residual['answer']>['action'];
const ACTIONS: readonly (readonly [Action, string])[] = [
  ['notify', 'Notify: the customer is told'],
  ['recall', 'Recall: it is being fetched from the customer'],
  ['recover', 'Recover: it is being fetched in the house'],
  ['accept', 'Accept: it stays where it is'],
];

/** Material that had gone before the hold was there: each wants an answer before the hold can close. */
export function Residuals({ hold, onDone }: { hold: Hold; onDone: () => void }) {
  const { query, go } = useQuery();
  if (hold.residual.length === 0) return null;
  const open = hold.residual.filter(({ answer }) => answer === null).length;
  const answering = hold.residual.find(({ id }) => query['do'] === 'answer' && id === query['residual']);
  const close = () => go({ do: null, residual: null });
  return (
    <Section
      title="Too late for the hold"
      aside={
        <Badge tone={open === 0 ? 'good' : 'bad'}>
          {open === 0 ? 'all answered' : `${count(open, 'answer')} missing`}
        </Badge>
      }
    >
      <Pages name="residuals" rows={hold.residual}>
        {(page) => (
          <Table caption="Residual material" columns={columnsOf(hold)} rows={page} keyOf={({ id }) => id} />
        )}
      </Pages>
      {answering && <AnswerDialog hold={hold} residual={answering} onClose={close} onDone={onDone} />}
    </Section>
  );
}

const columnsOf = (hold: Hold): Column<Residual>[] => [
  { name: 'Lot', of: ({ lot }) => <a href={`/console/lots/${encodeURIComponent(lot)}`}>{lot}</a> },
  {
    name: 'Quantity',
    isFigure: true,
    of: ({ quantity, back }) => (
      <>
        <Quantity of={quantity} />
        {!isZero(back) && (
          <small class="under">{quantityText({ value: back, unit: quantity.unit })} came back</small>
        )}
      </>
    ),
  },
  { name: 'Is', of: ({ kind }) => RESIDUAL[kind] },
  { name: 'Document', of: ({ reference, system }) => `${reference}, ${systemName(system)}` },
  { name: 'Customer', of: ({ customer }) => customer ?? '–' },
  { name: 'Since', of: ({ at }) => <At at={at} /> },
  { name: 'Answer', of: (residual) => <Answer hold={hold} residual={residual} /> },
];

function Answer({ hold, residual: { id, lot, answer } }: { hold: Hold; residual: Residual }) {
  const { address } = useQuery();
  const may = useMay();
  if (answer)
    return (
      <>
        <Badge tone="good">{answer.action}</Badge> {answer.text} ({answer.reference}, {answer.by.name},{' '}
        <At at={answer.at} />)
      </>
    );
  if (hold.state === 'closed' || !may('answerResidual', hold.plant))
    return <Badge tone="bad">not answered</Badge>;
  return (
    <a
      class="button plain"
      href={address({ do: 'answer', residual: id })}
      aria-label={`Answer for ${lot}, ${id}`}
    >
      Answer
    </a>
  );
}

function AnswerDialog({
  hold,
  residual,
  onClose,
  onDone,
}: {
  hold: Hold;
  residual: Residual;
  onClose: () => void;
  onDone: () => void;
}) {
  const { isSending, problem, send } = useCommand('answerResidual');
  const [answer, setAnswer] = useState<{ action: Action; reference: string; text: string }>({
    action: residual.customer === null ? 'recover' : 'recall',
    reference: '',
    text: '',
  });
  const set = (changes: Partial<typeof answer>) => setAnswer({ ...answer, ...changes });
  const submit = async () => {
    const done = await send({ path: { id: hold.id, residual: residual.id }, body: answer });
    onDone();
    if (done) onClose();
  };
  return (
    <Dialog title={`Answer for ${residual.lot}`} onClose={onClose}>
      <p>
        <Quantity of={residual.quantity} /> {RESIDUAL[residual.kind]} by {residual.reference}
        {residual.customer !== null && `, customer ${residual.customer}`}.
      </p>
      {residual.answer && (
        <Said tone="warn">
          {residual.answer.by.name} has answered it meanwhile: {residual.answer.action},{' '}
          {residual.answer.text}
        </Said>
      )}
      <CommandForm action="Answer" isSending={isSending} problem={problem} onSubmit={() => void submit()}>
        <Field name="What is done">
          {(attributes) => (
            <select
              {...attributes}
              value={answer.action}
              onChange={(event) => set({ action: event.currentTarget.value as Action })}
            >
              {ACTIONS.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="Reference" hint="Number of the notice, the return or the decision.">
          {(attributes) => (
            <input
              {...attributes}
              required
              value={answer.reference}
              onInput={(event) => set({ reference: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field name="In words">
          {(attributes) => (
            <textarea
              {...attributes}
              required
              value={answer.text}
              onInput={(event) => set({ text: event.currentTarget.value })}
            />
          )}
        </Field>
      </CommandForm>
    </Dialog>
  );
}
