import type { Reading, Result } from '../contracts/result';
import type { Desired } from '../contracts/target';
import { contradicted, isNewest, satisfies, type TargetState } from './targets';

/**
 * Rules of reconciliation: what was read of a system without a claim. Such a reading never confirms what was asked; it may
 * only contradict, and only a target at home, of which nothing is on its way. Instants are milliseconds since 1970.
 */
type Observed = Extract<Result, { outcome: 'observed' }>;

/** Home: observed at the newest generation, with no reading owed and nobody at work on it. */
export const isAtHome = (target: TargetState): boolean =>
  isNewest(target) && !target.readFirst && target.leaseOwner === null;

/**
 * May the reading speak of the target? Not when it is older than what is known by now: than what is desired (the generation has
 * grown), than an ask (the token has), or than the last observation.
 */
const isHeard = (target: TargetState, { generation, token, at }: Observed): boolean =>
  isAtHome(target) &&
  generation === target.generation &&
  token === target.token &&
  (target.observedAt === null || at >= target.observedAt);

/** Less is held than is desired, or something else is there. Held for more than that is somebody's caution, and stands. */
const isOtherwise = (expected: Desired, reading: Reading): boolean => !satisfies(expected, true, reading);

/**
 * A saga stands behind the target: what drifted is asked anew, under a new generation. What is free is its owner's to restrict.
 * @returns the same target where the reading changes nothing
 */
export function drift(target: TargetState, result: Observed, now: number): TargetState {
  const { reading } = result;
  if (target.desired.state === 'free' || !isHeard(target, result) || !isOtherwise(target.desired, reading))
    return target;
  return { ...contradicted(target, reading, now), observed: seen(reading) };
}

/**
 * No saga stands behind the target any more: nothing is asked. It is shown as drifted until it is read right again, and a
 * person is told.
 * @param expected what the system should say; not what was asked last, where that was undone
 */
export function watch(target: TargetState, expected: Desired, result: Observed): TargetState {
  const { reading, at } = result;
  if (!isHeard(target, result)) return target;
  const status = isOtherwise(expected, reading) ? 'drifted' : 'observed';
  if (status === target.status || (status === 'observed' && target.status === 'cannot-enforce'))
    return target;
  return { ...target, status, observed: seen(reading), observedAt: at, note: reading.evidence };
}

const seen = ({ state, quantity }: Reading): Desired | null =>
  state === 'unknown' || state === 'different' ? null : { state, quantity };
