import type { Action, GateRule, NativeStatus, Purpose, Releasability } from '../contracts/material';
import type { Decision } from '../contracts/disposition';
import { heldOf, type Claim } from './coverage';
import { add, compare, isZero, smaller, subtract, type DecimalText } from './decimal';

export interface Question {
  readonly lot: string;
  readonly plant: string;
  readonly action: Action;
  readonly purpose: Purpose;
  /** In the lot's unit; null: all of it. */
  readonly quantity: DecimalText | null;
  readonly to: string | null;
}

/** What the ledger knows of the lot at the instant of the question. */
export interface Facts {
  readonly known: boolean;
  readonly unit: string;
  /** The lot's quantity over all plants. */
  readonly quantity: DecimalText;
  /** Where it lies at the plant asked about. */
  readonly stock: readonly { readonly quantity: DecimalText; readonly status: NativeStatus }[];
  readonly holds: readonly { readonly hold: string; readonly reason: string; readonly claim: Claim }[];
  /** Decisions taken and not verified: what may be moved for them. */
  readonly underway: readonly { readonly decision: Decision; readonly quantity: DecimalText }[];
  /** The plant's quarantine location. */
  readonly quarantine: string | null;
}

const RULE: Record<Exclude<NativeStatus, 'unrestricted'>, GateRule> = {
  inspection: 'inspection-pending',
  expired: 'expired',
  returns: 'native-block',
  block: 'native-block',
};

/** Decisions that open a way for material, by the purpose of the move. */
const WAYS: readonly { purpose: Purpose; decisions: readonly Decision[] }[] = [
  { purpose: 'rework', decisions: ['rework', 'repair', 'sort'] },
  { purpose: 'scrap', decisions: ['scrap'] },
  { purpose: 'return', decisions: ['return-to-supplier'] },
];

/**
 * May this be shipped, consumed or moved, for this purpose? Releasable when the lot is known, no system restricts it by
 * itself, and no hold covers it (H8); held material only to where a hold or a disposition allows it (H1).
 */
export function decide(question: Question, facts: Facts, asOf: string): Releasability {
  const here = add('0', ...facts.stock.map((place) => place.quantity));
  const unrestricted = add(
    '0',
    ...facts.stock.filter((place) => place.status === 'unrestricted').map((place) => place.quantity),
  );
  const held = heldOf(
    facts.known ? facts.quantity : null,
    facts.holds.map((hold) => hold.claim),
  );
  const allowed = ways(facts, here);
  const free = held.whole ? '0' : subtract(unrestricted, smaller(held.quantity, unrestricted));
  const way = allowed.find(
    (entry) =>
      entry.purpose === question.purpose &&
      (entry.to === null || question.to === null || entry.to === question.to),
  );
  const mayGo = way && compare(way.quantity.value, free) > 0 ? way.quantity.value : free;
  const releasableQuantity = facts.known ? mayGo : '0';
  const asked = question.quantity ?? (isZero(here) ? facts.quantity : here);
  const releasable = facts.known && !isZero(releasableQuantity) && compare(asked, releasableQuantity) <= 0;
  const rules = new Set<GateRule>(
    facts.stock.flatMap((place) =>
      place.status === 'unrestricted' || isZero(place.quantity) ? [] : [RULE[place.status]],
    ),
  );
  if (!facts.known || facts.stock.length === 0) rules.add('unknown-lot');
  return {
    lot: question.lot,
    plant: question.plant,
    action: question.action,
    purpose: question.purpose,
    releasable,
    releasableQuantity: {
      value: releasableQuantity,
      unit: facts.unit as Releasability['releasableQuantity']['unit'],
    },
    blockedBy: releasable
      ? []
      : [
          ...facts.holds.map(({ hold, reason }) => ({ hold, reason })),
          ...[...rules].map((rule) => ({ rule })),
        ],
    allowed,
    asOf,
  };
}

/** Ways that stay open for what is held: to the cage, to the gauge, and wherever a disposition sends it. */
function ways(facts: Facts, here: DecimalText): Releasability['allowed'] {
  if (!facts.known || isZero(here)) return [];
  const unit = facts.unit as Releasability['releasableQuantity']['unit'];
  const always: Releasability['allowed'] = [
    { purpose: 'quarantine', to: facts.quarantine, quantity: { value: here, unit } },
    { purpose: 'inspect', to: null, quantity: { value: here, unit } },
  ];
  const decided = WAYS.flatMap(({ purpose, decisions }) => {
    const quantity = add(
      '0',
      ...facts.underway.filter((entry) => decisions.includes(entry.decision)).map((entry) => entry.quantity),
    );
    return isZero(quantity)
      ? []
      : [{ purpose, to: null, quantity: { value: smaller(quantity, here), unit } }];
  });
  return [...always, ...decided];
}
