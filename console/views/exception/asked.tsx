import type { ComponentChildren } from 'preact';
import type { Exception } from '../../client/openapi';
import { Facts } from '../../parts/facts';
import { IdLink } from '../../parts/id-link';
import { Json } from '../../parts/json';
import { quantityText } from '../../parts/quantity';
import { plantName, systemName } from '../../parts/words';
import { answerOf, requestOf, stepText } from './words';

/** What was asked of the system, and beside it what that said, in its own words. */
export function Asked({ of }: { of: Exception }) {
  const { system, reason } = of;
  const request = requestOf(of);
  const name = systemName(system);
  const answer = answerOf(of);
  return (
    <div class="beside">
      <div>
        <h3>{name} was asked</h3>
        {request ? <Facts of={factsOf(request)} /> : <p>{stepText(of)}</p>}
        <Json name="As it was recorded" of={request ?? of.payload} />
      </div>
      <div>
        <h3>{headingOf(of, answer, name)}</h3>
        <p class="said">{answer ?? reason.text}</p>
        <Facts
          of={{
            Code: <code>{reason.code}</code>,
            Reason: answer !== null && reason.text !== answer ? reason.text : null,
            Means: of.state === 'open' ? (MEANS[reason.code] ?? null) : null,
          }}
        />
      </div>
    </div>
  );
}

/** Whose words these are. What a system was read to say is no answer to what it was asked. */
const headingOf = ({ reason }: Exception, answer: string | null, name: string): string => {
  if (answer === null) return 'Interlock says';
  return reason.code === 'contradicted' ? `${name} was then seen to say` : `${name} answered`;
};

/** What Interlock itself found, for whoever has to do something about it; a system's own codes are its own. */
const MEANS: Readonly<Record<string, string>> = {
  contradicted:
    'It did not refuse, and was then seen not to have done it: its answers are not to be believed. Have the system looked at, and until then see to the material by hand.',
  'out-of-patience':
    'It has not done it, nor said why, for longer than it is given. Is it up, and reachable?',
};

interface Asking {
  readonly lot?: string;
  readonly item?: string;
  readonly unit?: string;
  readonly plant?: string;
  readonly hold?: string | null;
  readonly quarantine?: string | null;
  readonly postingDate?: string | null;
  readonly subject?: { readonly kind: string; readonly id: string };
  readonly desired?: { readonly state: string; readonly quantity?: string | null };
  readonly reason?: { readonly text: string } | null;
  readonly nonconformance?: { readonly system: string; readonly id: string } | null;
  readonly disposition?: {
    readonly id: string;
    readonly decision: string;
    readonly quantity: string;
    readonly reference: string;
  } | null;
  readonly revision?: { readonly from?: string; readonly to?: string } | null;
}

/** What a person needs of it to see whether it is right. */
function factsOf(request: Readonly<Record<string, unknown>>): Record<string, ComponentChildren> {
  const {
    lot,
    item,
    unit,
    plant,
    hold,
    quarantine,
    postingDate,
    subject,
    desired,
    reason,
    nonconformance,
    disposition,
    revision,
  } = request as Asking;
  const quantity = disposition?.quantity ?? desired?.quantity;
  return {
    Lot: lot ? <a href={`/console/lots/${encodeURIComponent(lot)}`}>{lot}</a> : null,
    Item: lot ? null : item,
    Subject: lot || !subject ? null : `${subject.kind} ${subject.id}`,
    Decision: disposition?.decision,
    Wanted: disposition ? null : desired?.state,
    Revision: revision?.to ? `${revision.from ?? '–'} → ${revision.to}` : null,
    Quantity: quantity ? (unit ? quantityText({ value: quantity, unit }) : quantity) : null,
    Reference: disposition?.reference,
    'Posting date': postingDate === undefined ? null : (postingDate ?? 'the day of posting'),
    Quarantine: quarantine,
    Plant: plant ? plantName(plant) : null,
    Reason: reason?.text,
    Nonconformance: nonconformance ? `${nonconformance.id} (${systemName(nonconformance.system)})` : null,
    Hold: hold ? <IdLink id={hold} /> : null,
  };
}
