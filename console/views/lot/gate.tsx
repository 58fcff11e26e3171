import type { Releasability } from '../../client/openapi';
import { together } from '../../live/together';
import { useResource } from '../../live/use-resource';
import { isDecimal } from '../../parts/decimal';
import { Section } from '../../parts/page';
import { Quantity, quantityText, unitName } from '../../parts/quantity';
import { Shown } from '../../parts/shown';
import { useQuery } from '../../parts/use-query';
import { plantName } from '../../parts/words';
import { useMay } from '../../session';
import { ACTION, type Action, PURPOSE, RULE } from './gate-words';

interface Props {
  readonly lot: string;
  /** Null: not told. */
  readonly unit: string | null;
  /** To choose from, where it lies first; none: the caller is not told of plants, and names one. */
  readonly plants: readonly string[];
}

/** Stock moves without an event of ours. */
const AGAIN_MS = 10_000;

/** The gate's answer to what people want to do with it, and why not. */
export function Gate({ lot, unit, plants }: Props) {
  const { query, go } = useQuery();
  const plant = query['plant'] ?? plants[0];
  const quantity = query['quantity'] ?? '';
  return (
    <Section title="May it leave, or be used?">
      <div class="picks">
        <label class="check">
          Plant{' '}
          {plants.length > 0 ? (
            <select value={plant} onChange={(event) => go({ plant: event.currentTarget.value })}>
              {plants.map((name) => (
                <option key={name} value={name}>
                  {plantName(name)}
                </option>
              ))}
            </select>
          ) : (
            <input
              class="short"
              value={plant ?? ''}
              onChange={(event) => go({ plant: event.currentTarget.value.trim() })}
            />
          )}
        </label>
        <label class="check">
          How much{unit !== null && `, in ${unitName(unit)}`}{' '}
          <input
            class="short"
            inputMode="decimal"
            placeholder="all"
            value={quantity}
            onChange={(event) => go({ quantity: event.currentTarget.value.trim() })}
          />
        </label>
        <label class="check">
          For order{' '}
          <input
            class="short"
            value={query['order'] ?? ''}
            onChange={(event) => go({ order: event.currentTarget.value.trim() })}
          />
        </label>
        <label class="check">
          For customer{' '}
          <input
            class="short"
            value={query['customer'] ?? ''}
            onChange={(event) => go({ customer: event.currentTarget.value.trim() })}
          />
        </label>
      </div>
      {plant === undefined ? (
        <p class="empty">Name the plant at which it is to be shipped, consumed or moved.</p>
      ) : (
        <Answers
          lot={lot}
          asked={{
            plant,
            ...(isDecimal(quantity) && { quantity }),
            ...(query['order'] !== undefined && { order: query['order'] }),
            ...(query['customer'] !== undefined && { customer: query['customer'] }),
          }}
        />
      )}
    </Section>
  );
}

/** What is asked of the gate, but for what is to be done. */
interface Asked {
  readonly plant: string;
  readonly quantity?: string;
  readonly order?: string;
  readonly customer?: string;
}

function Answers({ lot, asked }: { lot: string; asked: Asked }) {
  const ask = (action: Action) =>
    useResource('askGate', { path: { lot }, query: { ...asked, action } }, { every: () => AGAIN_MS });
  const answers = together<readonly [Releasability, Releasability, Releasability]>(
    ask('ship'),
    ask('consume'),
    ask('move'),
  );
  return (
    <Shown of={answers} what="the gate">
      {(found) => (
        <div class="answers">
          {found.map((answer) => (
            <div key={answer.action} class="answer">
              <h3>{ACTION[answer.action]}</h3>
              <Says of={answer} />
            </div>
          ))}
        </div>
      )}
    </Shown>
  );
}

function Says({ of }: { of: Releasability }) {
  const { releasable, releasableQuantity, blockedBy, allowed, mode, enforced, validUntil } = of;
  const isSome = !releasable && /[1-9]/.test(releasableQuantity.value);
  return (
    <>
      <output class={`says ${releasable ? 'good' : 'bad'}`}>
        <span aria-hidden="true">{releasable ? '✓' : '✕'}</span> {releasable ? 'Yes' : 'No'}
      </output>
      {(releasable || isSome) && (
        <p>
          {releasable ? 'Up to ' : 'Not all of it; at most '}
          <Quantity of={releasableQuantity} />
          {validUntil !== undefined && `, until ${new Date(validUntil).toLocaleString()}`}
        </p>
      )}
      {mode === 'observe' && (
        <p>
          This plant only watches so far: nothing is stopped. The gate would have said{' '}
          {enforced?.releasable ? 'yes' : 'no'}.
        </p>
      )}
      <Why blockedBy={mode === 'observe' ? (enforced?.blockedBy ?? []) : blockedBy} />
      {allowed.length > 0 && (
        <details>
          <summary>What may be done all the same</summary>
          <ul>
            {allowed.map(({ purpose, to, quantity }) => (
              <li key={`${purpose}/${to}`}>
                {quantityText(quantity)} {PURPOSE[purpose]}
                {to !== null && `, ${to}`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Why({ blockedBy }: Pick<Releasability, 'blockedBy'>) {
  const may = useMay();
  if (blockedBy.length === 0) return null;
  return (
    <ul aria-label="Why not">
      {blockedBy.map((cause) =>
        'hold' in cause ? (
          <li key={cause.hold}>
            hold {may('getHold') ? <a href={`/console/holds/${cause.hold}`}>{cause.hold}</a> : cause.hold}:{' '}
            {cause.reason}
          </li>
        ) : (
          <li key={cause.rule}>{RULE[cause.rule]}</li>
        ),
      )}
    </ul>
  );
}
