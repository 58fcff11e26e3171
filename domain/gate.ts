import type { Action, GateRule, NativeStatus, Purpose, Releasability } from '../contracts/material';
import type { Decision } from '../contracts/disposition';
import { opensFor, restOf, type Beneficiary, type Concession } from './concession';
import { heldOf, type Claim } from './coverage';
import { add, compare, isZero, smaller, subtract, type DecimalText } from './decimal';

export interface Question extends Beneficiary {
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
  /** Concessions under way, expired ones that nobody has ended yet among them. */
  readonly concessions: readonly Concession[];
  /** What shipment authorizations of the plant have promised and was not shipped, each until then. */
  readonly promised: readonly { readonly quantity: DecimalText; readonly until: string }[];
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

type Unit = Releasability['releasableQuantity']['unit'];

/**
 * May this be shipped, consumed or moved, for this purpose? Releasable when the lot is known, no system restricts it by
 * itself, no hold covers it (H8), no concession keeps it for others, and it is not promised to a shipment; held material only
 * to where a hold or a disposition allows it (H1).
 * @param asOf the instant, RFC 3339
 */
export function decide(question: Question, facts: Facts, asOf: string): Releasability {
  const here = add('0', ...facts.stock.map((place) => place.quantity));
  const allowed = ways(facts, here);
  const way = allowed.find(
    (entry) =>
      entry.purpose === question.purpose &&
      (entry.to === null || question.to === null || entry.to === question.to),
  );
  const { free, kept, promised } = freeOf(question, facts, asOf);
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
  if (!isZero(kept)) rules.add('concession');
  if (!isZero(promised)) rules.add('authorized');
  const endsAt = releasable && !way ? runsOutAt(question, facts, asOf) : null;
  return {
    lot: question.lot,
    plant: question.plant,
    action: question.action,
    purpose: question.purpose,
    releasable,
    releasableQuantity: { value: releasableQuantity, unit: facts.unit as Unit },
    blockedBy: releasable
      ? []
      : [
          ...facts.holds.map(({ hold, reason }) => ({ hold, reason })),
          ...[...rules].map((rule) => ({ rule })),
        ],
    allowed,
    asOf,
    ...(endsAt !== null && { validUntil: endsAt }),
  };
}

/**
 * What is free at the plant: unrestricted, beside what holds cover, what concessions keep for others and what is promised.
 * Nobody can tell which pieces those are, so each is taken from what is free elsewhere too: it is the least it can be (H6).
 * `beside`: what is free or promised.
 */
export function freeOf(question: Beneficiary, facts: Facts, at: string) {
  const unrestricted = add(
    '0',
    ...facts.stock.filter((place) => place.status === 'unrestricted').map((place) => place.quantity),
  );
  const closed = facts.concessions.map((concession) => closedTo(concession, facts.quantity, question, at));
  const claims = [
    ...facts.holds.map((hold) => hold.claim),
    ...closed.map((quantity) => ({ quantity, part: false, unknownQuantity: false })),
  ];
  const held = heldOf(facts.known ? facts.quantity : null, claims);
  const beside = held.whole ? '0' : subtract(unrestricted, smaller(held.quantity, unrestricted));
  const promised = add(
    '0',
    ...facts.promised.filter(({ until }) => until > at).map(({ quantity }) => quantity),
  );
  return { free: subtract(beside, smaller(promised, beside)), beside, kept: add('0', ...closed), promised };
}

/** What a concession keeps for others, of what is still in the lot. */
function closedTo(concession: Concession, lotQuantity: DecimalText, question: Beneficiary, at: string) {
  const rest = smaller(restOf(concession), lotQuantity);
  return subtract(rest, smaller(opensFor(concession, question, at), rest));
}

/** When the first of the concessions that open the gate here runs out by time; null: none does. */
function runsOutAt(question: Question, facts: Facts, at: string): string | null {
  const ends = facts.concessions.flatMap((concession) =>
    concession.expiresAt === null || isZero(opensFor(concession, question, at)) ? [] : [concession.expiresAt],
  );
  return ends.sort()[0] ?? null;
}

/** Ways that stay open for what is held: to the cage, to the gauge, and wherever a disposition sends it. */
function ways(facts: Facts, here: DecimalText): Releasability['allowed'] {
  if (!facts.known || isZero(here)) return [];
  const unit = facts.unit as Unit;
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
