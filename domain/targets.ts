import type { NativeStatus } from '../contracts/material';
import type { Mode, Reading, Result } from '../contracts/result';
import type { Desired, TargetStatus } from '../contracts/target';
import { compare, smaller, type DecimalText } from './decimal';

/**
 * Rules of convergence: a target is asked, acknowledged, observed. Observed means read back from the system at the newest
 * generation, never believed from a 200. Rules take the instant as an argument; instants are milliseconds since 1970.
 */
export interface TargetState {
  readonly desired: Desired;
  readonly whole: boolean;
  readonly generation: number;
  readonly observedGeneration: number;
  /** What was last read; null while nothing was read that says something of what is desired since it last grew. */
  readonly observed: Desired | null;
  readonly prior: NativeStatus | null;
  readonly status: TargetStatus;
  readonly note: string | null;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
  /** The step of the holder's saga that claimed it. */
  readonly leaseStep: string | null;
  readonly token: number;
  /** A free whose outcome is unknown may still happen until then. */
  readonly freeUntil: number | null;
  readonly readFirst: boolean;
  readonly notBefore: number | null;
  readonly contradictions: number;
  readonly askedAt: number | null;
  readonly acknowledgedAt: number | null;
  readonly observedAt: number | null;
}

/** Code of an unsafe effect whose outcome is not known. */
export const UNKNOWN_OUTCOME = 'unknown-outcome';
/** Not before a person resolves its exception: an instant that does not come. */
export const UNTIL_RESOLVED = Date.UTC(9000, 0, 1);

/** A lease outlives every attempt of an activity under it; the holder renews it by claiming again. */
export const LEASE_MS = 24 * 3600_000;

/** Does the reading say what is desired? A held whole lot may be held by more than the ledger counts, never by less. */
export function satisfies(desired: Desired, whole: boolean, reading: Reading): boolean {
  if (desired.state !== reading.state) return false;
  if (desired.state !== 'held' || reading.quantity === null || desired.quantity === null) return true;
  if (whole)
    return compare(reading.quantity, smaller(desired.quantity, reading.onHand ?? desired.quantity)) >= 0;
  return compare(reading.quantity, smaller(desired.quantity, reading.onHand ?? desired.quantity)) === 0;
}

export const isNewest = (target: TargetState): boolean => target.observedGeneration === target.generation;

/** An ask for less than the whole lot may let go of something, whatever was known when it was sent. */
const mayLetGo = ({ desired, whole }: TargetState): boolean =>
  desired.state === 'free' || (desired.state === 'held' && !whole);

/**
 * Takes the lease: one ask in flight, under a token larger than any before. The step that has it gives it out again as it is:
 * one of its attempts is heard, whichever that is.
 */
export function claim(
  target: TargetState,
  owner: string,
  step: string,
  now: number,
  freeDeadlineMs: number,
): { target: TargetState; mode: Mode; deadline: number | null } {
  const mode: Mode = target.readFirst ? 'read' : mayLetGo(target) ? 'free' : 'bring';
  const deadline = mode === 'free' ? now + freeDeadlineMs : null;
  const isRepeat = target.leaseOwner === owner && target.leaseStep === step;
  return {
    mode,
    deadline,
    target: {
      ...target,
      leaseOwner: owner,
      leaseUntil: now + LEASE_MS,
      leaseStep: step,
      token: isRepeat ? target.token : target.token + 1,
      status: isRepeat || target.status === 'parked' || mode === 'read' ? target.status : 'asked',
      askedAt: mode === 'read' ? target.askedAt : now,
      // Sent at the last moment, it may live in the system for as long again.
      freeUntil: deadline === null ? target.freeUntil : deadline + freeDeadlineMs,
      notBefore: null,
    },
  };
}

/** What is desired changed: a new generation, to be asked at once, though an earlier one is in flight. */
export function desire(target: TargetState, desired: Desired, whole: boolean): TargetState {
  const same =
    target.desired.state === desired.state &&
    target.whole === whole &&
    sameQuantity(target.desired.quantity, desired.quantity);
  if (same) return target;
  if (target.whole && whole && shrinks(target.desired, desired)) return { ...target, desired };
  // What stood before an earlier hold, long lifted, says nothing about what stands now.
  const anew = target.desired.state === 'free' && isNewest(target);
  // What is in flight may still leave less than is desired now, whatever was read before; a second reading stays owed.
  const doubtful = grows(target, desired, whole) || target.readFirst;
  return {
    ...target,
    desired,
    whole,
    generation: target.generation + 1,
    observed: doubtful ? null : target.observed,
    status: 'wanted',
    prior: anew ? null : target.prior,
    notBefore: null,
    contradictions: 0,
    readFirst: target.readFirst && desired.state === 'free',
  };
}

/** Pieces left a lot that is held as a whole: what is asked stays the same, and what was observed stands. */
const shrinks = (from: Desired, to: Desired): boolean =>
  from.state === 'held' &&
  to.state === 'held' &&
  from.quantity !== null &&
  to.quantity !== null &&
  compare(to.quantity, from.quantity) < 0;

const grows = (target: TargetState, desired: Desired, whole: boolean): boolean =>
  desired.state === 'held' &&
  (target.desired.state !== 'held' ||
    (whole && !target.whole) ||
    compare(desired.quantity ?? '0', target.desired.quantity ?? '0') > 0);

const sameQuantity = (a: DecimalText | null, b: DecimalText | null) =>
  a === null || b === null ? a === b : compare(a, b) === 0;

/**
 * Settles what an activity brought home. A result under an older token is a stranger's and changes nothing.
 * @param refusesLate whether the system refuses an ask past its deadline or with an older token
 */
export function settle(target: TargetState, result: Result, now: number, refusesLate: boolean): TargetState {
  if (result.token !== target.token || target.leaseOwner === null) return target;
  const free: TargetState = { ...target, leaseOwner: null, leaseUntil: null, leaseStep: null };
  switch (result.outcome) {
    case 'lapsed':
      return {
        ...free,
        // Nobody was asked: there is nothing to read.
        readFirst: target.readFirst || (!result.unsent && result.generation === target.generation),
        status: 'wanted',
        note: result.text,
      };
    case 'rejected':
    case 'misconfigured':
      // A refusal of what is no longer asked says nothing of what is.
      if (result.generation !== target.generation && result.code !== UNKNOWN_OUTCOME) return free;
      return {
        ...free,
        status: 'parked',
        note: `${result.code}: ${result.text}`,
        // What may have happened and cannot be told is not asked again before a person says so (A1).
        notBefore: result.code === UNKNOWN_OUTCOME ? UNTIL_RESOLVED : now + retryAfterParking(target),
        contradictions: target.contradictions + 1,
      };
    case 'observed':
      return observe(free, result, now, refusesLate);
  }
}

function observe(
  target: TargetState,
  result: Extract<Result, { outcome: 'observed' }>,
  now: number,
  refusesLate: boolean,
): TargetState {
  const { reading } = result;
  const newest = result.generation === target.generation;
  const home = newest && satisfies(target.desired, target.whole, reading);
  const seen: TargetState = {
    ...target,
    observed:
      reading.state === 'unknown' || reading.state === 'different' || (target.observed === null && !home)
        ? null
        : { state: reading.state, quantity: reading.quantity },
    // The first word about the lot counts: later ones may describe what we did to it.
    prior: target.prior ?? reading.prior,
    askedAt: result.askedAt ?? target.askedAt,
    acknowledgedAt: result.acknowledgedAt ?? target.acknowledgedAt,
    note: reading.cannotEnforce ?? reading.evidence,
    readFirst: false,
  };
  if (!newest) return { ...seen, readFirst: target.readFirst };
  if (!home) return contradicted(seen, reading, now);

  // A system refuses what is late only once it has taken a newer ask: a reading alone does not shut the door.
  const mayStillBeFreed =
    target.desired.state === 'held' &&
    target.observed === null &&
    target.freeUntil !== null &&
    target.freeUntil > result.at &&
    !(refusesLate && result.acknowledgedAt !== null);
  return {
    ...seen,
    observedGeneration: target.generation,
    observedAt: result.at,
    status: reading.cannotEnforce === null ? 'observed' : 'cannot-enforce',
    contradictions: 0,
    readFirst: mayStillBeFreed,
    notBefore: mayStillBeFreed ? target.freeUntil : null,
  };
}

/** A system that says otherwise so often will not mend by being asked: a person is told, and it is asked all the same (H2). */
const TELL_AFTER = 5;

/** The system says otherwise: a new generation, so that a key that was used on nothing is not used again. */
export function contradicted(target: TargetState, reading: Reading, now: number): TargetState {
  const drifted = target.observedGeneration > 0 && isNewest(target);
  const said = `read back as ${reading.state}${reading.quantity === null ? '' : ` ${reading.quantity}`} (${reading.evidence})`;
  const parked = target.contradictions + 1 >= TELL_AFTER;
  return {
    ...target,
    generation: target.generation + 1,
    observedGeneration: Math.min(target.observedGeneration, target.generation),
    status: parked ? 'parked' : drifted ? 'drifted' : 'wanted',
    contradictions: target.contradictions + 1,
    notBefore: target.contradictions < 2 ? null : now + backOff(target.contradictions),
    note: parked ? `contradicted: ${said}` : said,
  };
}

/** A person says: try again, now. */
export const retried = (target: TargetState): TargetState => ({
  ...target,
  status: target.leaseOwner === null ? 'wanted' : 'asked',
  notBefore: null,
  contradictions: 0,
});

/** A person mended how it is posted: another payload, so another key. What may have happened under the old one is read first (A1). */
export const amended = (target: TargetState): TargetState => ({
  ...target,
  generation: target.generation + 1,
  status: 'wanted',
  readFirst: target.readFirst || target.leaseOwner !== null || target.notBefore === UNTIL_RESOLVED,
  notBefore: null,
  contradictions: 0,
});

/** What is asked has another content now: another key. What was asked before may come through, and is overtaken by it. */
export const renewed = (target: TargetState): TargetState => ({
  ...target,
  generation: target.generation + 1,
  status: 'wanted',
  notBefore: null,
  contradictions: 0,
});

/** A person says that it need not be done: what is on its way is a stranger's from now on. */
export const skipped = (target: TargetState, why: string, now: number): TargetState => ({
  ...target,
  observedGeneration: target.generation,
  observedAt: now,
  status: 'observed',
  note: `skipped: ${why}`,
  readFirst: false,
  notBefore: null,
  contradictions: 0,
  leaseOwner: null,
  leaseUntil: null,
  leaseStep: null,
  token: target.token + 1,
});

const backOff = (times: number) => Math.min(100 * 2 ** times, 10_000);
const retryAfterParking = (target: TargetState) => Math.min(2_000 * 2 ** target.contradictions, 60_000);

/**
 * Is the material of this target contained in its system? Observed at its newest generation, or, while it is being
 * loosened, still held by at least what is to stay held.
 */
export function isContained(target: TargetState): boolean {
  if (target.desired.state === 'free') return true;
  if (isNewest(target)) return !target.readFirst;
  const { desired, observed } = target;
  if (target.status === 'drifted' || observed?.state !== 'held' || desired.state !== 'held') return false;
  if (observed.quantity === null) return true;
  return !target.whole && desired.quantity !== null && compare(observed.quantity, desired.quantity) >= 0;
}

/** Worst first: what stands before a free may restore. */
const STRICTNESS: readonly NativeStatus[] = ['block', 'returns', 'expired', 'inspection', 'unrestricted'];

/** Lifting a hold restores what stood before, or what the owner has said since, whichever is stricter (H8). */
export function restored(prior: NativeStatus | null, since: NativeStatus | null): NativeStatus | null {
  const known = [prior, since].filter((status): status is NativeStatus => status !== null);
  return STRICTNESS.find((status) => known.includes(status)) ?? null;
}
