import type { DispositionRequest, Signature } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { At } from '../../parts/time';
import { Text } from './fields';

export type Approval = NonNullable<DispositionRequest['approvals']>[number];
export type Kind = Approval['kind'];

/** Somebody's approval that is on paper, or in the customer's own house. */
export interface Outside {
  readonly name: string;
  readonly reference: string;
  /** When it was entered: the same however often the decision is sent. */
  readonly at: string;
}

/** An approval that is an electronic signature says what the signature says. */
export const approvalBy = (signature: Signature): Approval => ({
  kind: signature.capacity as Kind,
  id: signature.signer.id,
  name: signature.signer.name,
  meaning: signature.meaning,
  at: signature.signedAt,
  reference: `signature:${signature.id}`,
});

export const approvalOutside = (kind: Kind, { name, reference, at }: Outside): Approval => ({
  kind,
  id: name.trim(),
  name: name.trim(),
  meaning: `approved as ${kind}, outside of Interlock`,
  at,
  reference: reference.trim(),
});

interface Props {
  /** None of the house's own approvals counts that is not an electronic signature. */
  readonly areSigned: boolean;
  readonly wanted: readonly Kind[];
  readonly signed: readonly Signature[];
  readonly outside: Readonly<Partial<Record<Kind, Outside>>>;
  readonly onOutside: (kind: Kind, changes: Outside) => void;
}

/** Who has to approve the decision, and who has. */
export const Approvals = ({ areSigned, wanted, signed, outside, onOutside }: Props) => (
  <fieldset>
    <legend>Approvals</legend>
    <ul class="plain-list spaced">
      {wanted.map((kind) => {
        const signature = signed.find(({ capacity }) => capacity === kind);
        return (
          <li key={kind}>
            {signature ? (
              <>
                <Badge tone="good">{name(kind)}</Badge> signed by {signature.signer.name}: “
                {signature.meaning}”, <At at={signature.signedAt} />
              </>
            ) : (
              <>
                <Badge tone="warn">{name(kind)}</Badge> has not signed exactly this yet.
                {!areSigned && <ByOther kind={kind} of={outside[kind]} onOutside={onOutside} />}
              </>
            )}
          </li>
        );
      })}
      <li>
        Customer, where the item’s customer has to agree.
        <ByOther kind="customer" of={outside.customer} onOutside={onOutside} />
      </li>
    </ul>
    <p class="hint">
      Send this page’s address to who approves: they open it, sign exactly this decision as themselves, and it
      appears here.
    </p>
  </fieldset>
);

function ByOther({
  kind,
  of,
  onOutside,
}: { kind: Kind; of: Outside | undefined } & Pick<Props, 'onOutside'>) {
  const set = (changes: Partial<Outside>) =>
    onOutside(kind, { name: '', reference: '', ...of, ...changes, at: new Date().toISOString() });
  return (
    <details>
      <summary>Approved outside of Interlock</summary>
      <Text
        name={`Who approved, for ${name(kind)}`}
        isOptional
        value={of?.name ?? ''}
        onChange={(who) => set({ name: who })}
      />
      <Text
        name={`Document of the approval by ${name(kind)}`}
        isOptional
        value={of?.reference ?? ''}
        onChange={(reference) => set({ reference })}
      />
    </details>
  );
}

const name = (kind: Kind): string => kind.replace('-', ' ');
