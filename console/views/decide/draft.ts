import type { DispositionRequest, Hold, HoldLot, Signature } from '../../client/openapi';
import { isDecimal, isSame } from '../../parts/decimal';
import { instantThere } from '../../parts/zone';

/** What is signed of a decision: all of it but the signatures. */
export type Draft = Omit<DispositionRequest, 'approvals' | 'signature'>;

type Query = Readonly<Record<string, string | undefined>>;

/** A decision in the making is in the address: who is to approve it is sent that, and signs exactly it. */
export interface Entered {
  readonly lot: string;
  readonly quantity: string;
  readonly decision: DispositionRequest['decision'];
  readonly reason: string;
  readonly reference: string;
  readonly supersedes: string;
  readonly output: string;
  readonly until: string;
  readonly most: string;
  readonly orders: string;
  readonly customers: string;
}
export const ENTERED = [
  'lot',
  'quantity',
  'decision',
  'reason',
  'reference',
  'supersedes',
  'output',
  'until',
  'most',
  'orders',
  'customers',
] as const satisfies readonly (keyof Entered)[];

export function entered(query: Query, hold: Hold): Entered {
  const text = (name: keyof Entered) => query[name] ?? '';
  const lot = lotOf(hold, query['lot']);
  return {
    lot: lot?.lot ?? '',
    quantity: query['quantity'] ?? lot?.undecided ?? '',
    decision: (query['decision'] ?? 'release') as Entered['decision'],
    reason: text('reason'),
    reference: text('reference'),
    supersedes: text('supersedes'),
    output: text('output'),
    until: text('until'),
    most: text('most'),
    orders: text('orders'),
    customers: text('customers'),
  };
}

/** The lot that is named; the first that has something undecided otherwise. */
export const lotOf = (hold: Hold, name: string | undefined): HoldLot | undefined =>
  hold.lots.find(({ lot }) => lot === name) ??
  hold.lots.find(({ undecided }) => !isSame(undecided, '0')) ??
  hold.lots[0];

/** Decisions that may be limited by a concession. */
export const mayConcede = (decision: string): boolean => decision === 'use-as-is' || decision === 'repair';

/** Who has to approve a decision beside who takes it; where the item's customer has to, the API says so. */
export const approvalsWanted = (decision: string): readonly ('quality' | 'design-authority')[] =>
  mayConcede(decision) ? ['quality', 'design-authority'] : [];

/**
 * As it is signed and sent.
 * @param timeZone of the clock that `until` is read by: the plant's, the same for everybody who signs
 */
export function draftOf(of: Entered, unit: string, timeZone: string): Draft {
  const quantity = (value: string) => ({ value: value.trim(), unit: unit as Draft['quantity']['unit'] });
  const isConceded =
    mayConcede(of.decision) && [of.until, of.most, of.orders, of.customers].some((text) => text !== '');
  return {
    lot: of.lot,
    quantity: quantity(of.quantity),
    decision: of.decision,
    reason: of.reason.trim(),
    reference: of.reference.trim(),
    concession: isConceded
      ? {
          expiresAt: isLocal(of.until) ? instantThere(of.until, timeZone) : null,
          maxQuantity: of.most === '' ? null : quantity(of.most),
          orders: names(of.orders),
          customers: names(of.customers),
        }
      : null,
    supersedes: of.supersedes === '' ? null : of.supersedes,
    ...(of.decision === 'regrade' && of.output !== '' && { output: of.output }),
  };
}

const isLocal = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text);

const names = (text: string): string[] | null => {
  const found = text.split(/[\s,;]+/).filter((name) => name !== '');
  return found.length === 0 ? null : found;
};

/** Whether a signature is of exactly this decision, and may still be taken for it. */
export function isOf(signature: Signature, hold: string, draft: Draft, now: number): boolean {
  const { record, usedFor, voided, expiresAt } = signature;
  if (!isDecimal(draft.quantity.value)) return false;
  if (usedFor !== null || voided !== null || (expiresAt !== null && Date.parse(expiresAt) <= now))
    return false;
  const quantity = record['quantity'] as Draft['quantity'] | undefined;
  return (
    record['type'] === 'disposition' &&
    record['hold'] === hold &&
    (['lot', 'decision', 'reason', 'reference'] as const).every((name) => record[name] === draft[name]) &&
    quantity?.unit === draft.quantity.unit &&
    isSame(quantity.value, draft.quantity.value) &&
    record['supersedes'] === draft.supersedes &&
    (draft.output === undefined || record['output'] === draft.output) &&
    isSameConcession(record['concession'] as Draft['concession'], draft.concession)
  );
}

function isSameConcession(signed: Draft['concession'], draft: Draft['concession']): boolean {
  const plain = (of: Draft['concession']) =>
    of && [
      of.expiresAt ?? null,
      of.maxQuantity && [Number(of.maxQuantity.value), of.maxQuantity.unit],
      of.orders ?? null,
      of.customers ?? null,
    ];
  return JSON.stringify(plain(signed) ?? null) === JSON.stringify(plain(draft) ?? null);
}
