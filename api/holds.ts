import { CONTAINMENTS, type Containment, HOLD_STATES, type HoldState } from '../contracts/hold';
import { Problem } from '../contracts/problem';
import type { HoldProgress, Ledger } from '../ledger';
import type { Exchange, Services } from './route';
import { type Patience, waitUntil } from './wait';

type OfHold = { readonly params: { readonly id: string } };

/** The plant that raised the hold of the path; from here on the exchange knows its transaction. @throws Problem `not-found` */
export async function holdPlants(
  { params: { id } }: OfHold,
  { ledger }: Services,
  exchange: Exchange,
): Promise<string[]> {
  const progress = await ledger.holdProgress(id);
  if (!progress) throw new Problem('not-found', `There is no hold ${id}.`);
  exchange.transaction = progress.transaction;
  return [progress.plant];
}

/** The transaction of the hold of the path, where there is one. */
export const holdTransaction = async (
  { id }: OfHold['params'],
  { ledger }: Services,
): Promise<string | null> => (await ledger.holdProgress(id))?.transaction ?? null;

export const HOLD_UNTIL = [...CONTAINMENTS, ...HOLD_STATES] as const;
export type HoldUntil = (typeof HOLD_UNTIL)[number];

/** Whether the hold is where the caller waits for, or past it: what is closed was contained. */
export function hasReached(
  { state, containment }: Pick<HoldProgress, 'state' | 'containment'>,
  until: HoldUntil,
): boolean {
  if (HOLD_STATES.includes(until as HoldState))
    return HOLD_STATES.indexOf(state) >= HOLD_STATES.indexOf(until as HoldState);
  return (
    state === 'closed' || CONTAINMENTS.indexOf(containment) >= CONTAINMENTS.indexOf(until as Containment)
  );
}

/** Waits until the hold has reached `until`; at once where there is no such hold. */
export async function waitForHold(
  id: string,
  until: HoldUntil,
  ledger: Ledger,
  patience: Patience,
): Promise<void> {
  const progress = await ledger.holdProgress(id);
  if (!progress) return;
  const isThere = async () => {
    const now = await ledger.holdProgress(id);
    return !now || hasReached(now, until);
  };
  await waitUntil(isThere, ledger.changes, progress.transaction, patience);
}
