import { useRef, useState } from 'preact/hooks';
import type { Disposition, Signature } from '../../client/openapi';
import type { Problem } from '../../client/problem';
import { useCommand } from '../../live/use-command';
import { type Approval, approvalBy, approvalOutside, type Kind, type Outside } from './approvals';
import { approvalsWanted, type Draft } from './draft';

interface Signing {
  readonly meaning: string;
  readonly secret?: string;
}
type Capacity = 'decision' | 'quality' | 'design-authority';

interface Approved {
  /** Signatures of exactly this decision. */
  readonly signed: readonly Signature[];
  readonly outside: Readonly<Partial<Record<Kind, Outside>>>;
}

interface Decision {
  readonly isSending: boolean;
  readonly problem: Problem | null;
  /** The approval that was signed; null: none was. */
  readonly approved: string | null;
  readonly sign: (draft: Draft, capacity: Capacity, signing: Signing) => Promise<Signature | null>;
  /** @param signing null: without the decider's signature */
  readonly decide: (draft: Draft, signing: Signing | null, approved: Approved) => Promise<Disposition | null>;
}

/** Signs, and decides with the signature: a decision that is sent again takes the signature that it has. */
export function useDecision(hold: string): Decision {
  const signing = useCommand('signRecord');
  const deciding = useCommand('decideDisposition');
  const own = useRef<{ of: string; id: string } | null>(null);
  const [approved, setApproved] = useState<string | null>(null);

  const sign = async (draft: Draft, capacity: Capacity, given: Signing) => {
    const signature = await signing.send({
      body: { record: { type: 'disposition', hold, disposition: draft }, capacity, ...given },
    });
    if (signature && capacity !== 'decision') setApproved(signature.id);
    return signature;
  };
  const signatureFor = async (draft: Draft, given: Signing): Promise<string | null> => {
    const of = JSON.stringify(draft);
    if (own.current?.of !== of) {
      const signature = await sign(draft, 'decision', given);
      own.current = signature && { of, id: signature.id };
    }
    return own.current?.id ?? null;
  };
  const decide: Decision['decide'] = async (draft, given, { signed, outside }) => {
    // What was refused may have been for its signature: it is signed anew. What nobody knows the outcome of is sent as it was.
    if (deciding.problem?.mayPass === false) own.current = null;
    const signature = given && (await signatureFor(draft, given));
    if (given && signature === null) return null;
    return deciding.send({
      path: { id: hold },
      body: {
        ...draft,
        ...(signature !== null && { signature }),
        approvals: approvalsOf(draft, signed, outside),
      },
    });
  };
  return {
    isSending: signing.isSending || deciding.isSending,
    problem: signing.problem ?? deciding.problem,
    approved,
    sign,
    decide,
  };
}

function approvalsOf(draft: Draft, signed: Approved['signed'], outside: Approved['outside']): Approval[] {
  return [...approvalsWanted(draft.decision), 'customer' as const].flatMap((kind) => {
    const signature = signed.find(({ capacity }) => capacity === kind);
    if (signature) return [approvalBy(signature)];
    const other = outside[kind];
    return other && other.name !== '' && other.reference !== '' ? [approvalOutside(kind, other)] : [];
  });
}
