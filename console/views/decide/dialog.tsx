import { useState } from 'preact/hooks';
import type { Disposition, Hold, OwnSigner, Signature } from '../../client/openapi';
import { useResource } from '../../live/use-resource';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { ProblemNote } from '../../parts/problem-note';
import { Said } from '../../parts/said';
import { Shown } from '../../parts/shown';
import { useQuery } from '../../parts/use-query';
import { useMay } from '../../session';
import { Approvals, type Kind, type Outside } from './approvals';
import { approvalsWanted, draftOf, ENTERED, entered, isOf, lotOf } from './draft';
import { DecisionFields, Text } from './fields';
import { CannotSign } from './signing-secret';
import { useDecision } from './use-decision';

interface Props {
  readonly hold: Hold;
  /** @param decided null: it was not decided, and what is shown may be old */
  readonly onDone: (decided: Disposition | null) => void;
}

/** Decides what becomes of a portion of a lot, signed by who decides; or approves such a decision by signing it. */
export function Decide({ hold, onDone }: Props) {
  const { go } = useQuery();
  const signer = useResource(
    'getOwnSigner',
    {},
    { wakes: ({ type }) => type.startsWith('interlock.signer.') },
  );
  const signatures = useResource(
    'listSignatures',
    { query: { transaction: hold.transaction, limit: 200 } },
    {
      wakes: ({ type, transaction }) =>
        type.startsWith('interlock.signature.') && transaction === hold.transaction,
    },
  );
  const close = () => go({ do: null, ...Object.fromEntries(ENTERED.map((name) => [name, null])) });
  return (
    <Dialog title="Decide what becomes of it" onClose={close}>
      <Shown of={signer} what="your signature">
        {(own) => (
          <Form
            hold={hold}
            signer={own}
            signatures={signatures.data?.items ?? []}
            onSigner={signer.renew}
            onSigned={signatures.renew}
            onDone={(decided) => {
              onDone(decided);
              if (decided) close();
            }}
          />
        )}
      </Shown>
    </Dialog>
  );
}

type As = 'decision' | 'quality' | 'design-authority';
const AS: Readonly<Record<As, string>> = {
  decision: 'I decide it',
  quality: 'I approve it, for quality',
  'design-authority': 'I approve it, as design authority',
};

interface FormProps extends Props {
  readonly signer: OwnSigner;
  readonly signatures: readonly Signature[];
  readonly onSigner: () => void;
  readonly onSigned: () => void;
}

function Form({ hold, signer, signatures, onSigner, onSigned, onDone }: FormProps) {
  const { query, go } = useQuery();
  const may = useMay();
  const of = entered(query, hold);
  const draft = draftOf(of, lotOf(hold, of.lot)?.unit ?? 'EA');
  const wanted = approvalsWanted(of.decision);
  const capacities = may('signRecord', hold.plant) ? signer.capacities : [];
  const ways = (['decision', 'quality', 'design-authority'] as const).filter((way) =>
    way === 'decision'
      ? may('decideDisposition', hold.plant)
      : wanted.includes(way) && capacities.includes(way),
  );
  const [chosen, setChosen] = useState<As>('decision');
  const as = ways.includes(chosen) ? chosen : ways[0];
  const [meaning, setMeaning] = useState('reviewed and approved');
  const [secret, setSecret] = useState('');
  const [outside, setOutside] = useState<Partial<Record<Kind, Outside>>>({});
  const [isUnsigned, setUnsigned] = useState(false);
  const decision = useDecision(hold.id);

  const canSign = capacities.length > 0 && (signer.signedIn || signer.state === 'active');
  const isRequired = signer.required.includes(of.decision);
  const signs = as !== 'decision' || isRequired || (canSign && !isUnsigned);
  const signed = signatures.filter((one) => isOf(one, hold.id, draft, Date.now()));
  const submit = async () => {
    const signature = signs ? { meaning: meaning.trim(), ...(signer.signedIn ? {} : { secret }) } : null;
    if (as === undefined) return;
    if (as !== 'decision') {
      if (signature && (await decision.sign(draft, as, signature))) onSigned();
      return;
    }
    onDone(await decision.decide(draft, signature, { signed, outside }));
  };

  if (as === undefined)
    return (
      <p class="note note-warn">
        {wanted.length === 0
          ? 'You do not decide this, and it wants no approval of yours.'
          : 'You neither decide nor approve this.'}
      </p>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <DecisionFields hold={hold} of={of} onChange={(changes) => go(changes, true)} />
      {wanted.length > 0 && (
        <Approvals
          wanted={wanted}
          signed={signed}
          outside={outside}
          onOutside={(kind, changes) => setOutside({ ...outside, [kind]: changes })}
        />
      )}
      <fieldset>
        <legend>Your electronic signature</legend>
        {ways.length > 1 && (
          <Field name="You sign because">
            {(attributes) => (
              <select
                {...attributes}
                value={as}
                onChange={(event) => setChosen(event.currentTarget.value as As)}
              >
                {ways.map((way) => (
                  <option key={way} value={way}>
                    {AS[way]}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {(signs || !canSign) && <CannotSign signer={signer} onSet={onSigner} />}
        {as === 'decision' && !isRequired && (
          <label class="check">
            <input
              type="checkbox"
              checked={signs}
              disabled={!canSign}
              onChange={(event) => setUnsigned(!event.currentTarget.checked)}
            />{' '}
            Sign it (this decision can be taken without)
          </label>
        )}
        {signs && (
          <Text name="Meaning" hint="What your signature says." value={meaning} onChange={setMeaning} />
        )}
        {signs && !signer.signedIn && (
          <Field name="Signing secret" hint="Known to you alone; asked each time.">
            {(attributes) => (
              <input
                {...attributes}
                type="password"
                required
                autocomplete="off"
                disabled={!canSign}
                value={secret}
                onInput={(event) => setSecret(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
      </fieldset>
      {decision.problem && <ProblemNote problem={decision.problem} />}
      {decision.approved !== null && (
        <Said tone="good">
          You have signed it: {decision.approved}. Who decides it sees your approval at once.
        </Said>
      )}
      <div class="actions">
        <button type="submit" disabled={decision.isSending || (signs && !canSign)}>
          {decision.isSending
            ? 'Sending …'
            : as !== 'decision'
              ? 'Sign the approval'
              : signs
                ? 'Sign and decide'
                : 'Decide'}
        </button>
      </div>
    </form>
  );
}
