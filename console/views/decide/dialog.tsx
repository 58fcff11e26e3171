import { useState } from 'preact/hooks';
import type { Disposition, Hold, OwnSigner, Signature } from '../../client/openapi';
import { usePlants } from '../../live/use-plants';
import { useResource } from '../../live/use-resource';
import { Dialog } from '../../parts/dialog';
import { ProblemNote } from '../../parts/problem-note';
import { Said } from '../../parts/said';
import { Shown } from '../../parts/shown';
import { useQuery } from '../../parts/use-query';
import { ownZone } from '../../parts/zone';
import { useMay } from '../../session';
import { Approvals, type Kind, type Outside } from './approvals';
import { approvalsWanted, draftOf, ENTERED, entered, isOf, lotOf } from './draft';
import { DecisionFields } from './fields';
import { type As, SignatureFields, type Signing } from './signature-fields';
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
  const zone = usePlants().find(({ plant }) => plant === hold.plant)?.timeZone ?? ownZone();
  const draft = draftOf(of, lotOf(hold, of.lot)?.unit ?? 'EA', zone);
  const wanted = approvalsWanted(of.decision);
  const capacities = may('signRecord', hold.plant) ? signer.capacities : [];
  const ways = (['decision', 'quality', 'design-authority'] as const).filter((way) =>
    way === 'decision'
      ? may('decideDisposition', hold.plant)
      : wanted.includes(way) && capacities.includes(way),
  );
  const [chosen, setChosen] = useState<As>('decision');
  const as = ways.includes(chosen) ? chosen : ways[0];
  const [signing, setSigning] = useState<Signing>({
    meaning: 'reviewed and approved',
    secret: '',
    isUnsigned: false,
  });
  const [outside, setOutside] = useState<Partial<Record<Kind, Outside>>>({});
  const decision = useDecision(hold.id);

  const canSign = capacities.length > 0 && (signer.signedIn || signer.state === 'active');
  const isRequired = signer.required.includes(of.decision);
  const signs = as !== 'decision' || isRequired || (canSign && !signing.isUnsigned);
  const signed = signatures.filter((one) => isOf(one, hold.id, draft, Date.now()));
  const submit = async () => {
    const { meaning, secret } = signing;
    const own = signs ? { meaning: meaning.trim(), ...(!signer.signedIn && { secret }) } : null;
    if (as === 'decision') onDone(await decision.decide(draft, own, { signed, outside }));
    else if (as && own && (await decision.sign(draft, as, own))) onSigned();
  };

  return (
    <>
      {as !== undefined && (signs || !canSign) && <CannotSign signer={signer} onSet={onSigner} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <DecisionFields hold={hold} of={of} zone={zone} onChange={(changes) => go(changes, true)} />
        {wanted.length > 0 && (
          <Approvals
            areSigned={isRequired}
            wanted={wanted}
            signed={signed}
            outside={outside}
            onOutside={(kind, changes) => setOutside({ ...outside, [kind]: changes })}
          />
        )}
        {as === undefined ? (
          <Said tone="warn">You do not take this decision, and it wants no approval of yours.</Said>
        ) : (
          <SignatureFields
            as={as}
            ways={ways}
            onAs={setChosen}
            isOptional={as === 'decision' && !isRequired}
            canSign={canSign}
            isSignedIn={signer.signedIn}
            signs={signs}
            of={signing}
            onChange={(changes) => setSigning({ ...signing, ...changes })}
          />
        )}
        {decision.problem && <ProblemNote problem={decision.problem} />}
        {decision.approved !== null && (
          <Said tone="good">
            You have signed it: {decision.approved}. Who decides it sees your approval at once.
          </Said>
        )}
        <div class="actions">
          <button type="submit" disabled={decision.isSending || as === undefined || (signs && !canSign)}>
            {decision.isSending ? 'Sending …' : says(as, signs)}
          </button>
        </div>
      </form>
    </>
  );
}

const says = (as: As | undefined, signs: boolean): string =>
  as !== 'decision' ? 'Sign the approval' : signs ? 'Sign and decide' : 'Decide';
