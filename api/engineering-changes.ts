import type { ChangeState } from '../contracts/engineering-change';
import { Problem } from '../contracts/problem';
import { isFinal } from '../domain/rollout';
import type { Ledger } from '../ledger';
import type { Exchange, Services } from './route';
import { type Patience, waitUntil } from './wait';

type OfChange = { readonly params: { readonly id: string } };

export const noSuchChange = (id: string): Problem =>
  new Problem('not-found', `There is no engineering change ${id}.`);

/** Every plant of the change of the path: who withdraws it acts at all of them. @throws Problem `not-found` */
export async function changePlants(
  { params: { id } }: OfChange,
  { ledger }: Services,
  exchange: Exchange,
): Promise<string[]> {
  const change = await ledger.engineeringChanges.get(id);
  if (!change) throw noSuchChange(id);
  exchange.transaction = change.transaction;
  return change.plants.map(({ plant }) => plant);
}

/** The transaction of the change of the path, where there is one. */
export const changeTransaction = async (
  { id }: OfChange['params'],
  { ledger }: Services,
): Promise<string | null> => (await ledger.engineeringChanges.progress(id))?.transaction ?? null;

const WAY: readonly ChangeState[] = ['checking', 'staging', 'staged', 'activating', 'active'];

/** Whether a change in `state` is where the caller waits for, past it, or will never get there. */
export const isOver = (state: ChangeState, until: ChangeState): boolean =>
  state === until || isFinal(state) || (WAY.includes(until) && WAY.indexOf(state) > WAY.indexOf(until));

/** Waits until the change has reached `until` or is over; at once where there is no such change. */
export async function waitForChange(
  id: string,
  until: ChangeState,
  ledger: Ledger,
  patience: Patience,
): Promise<void> {
  const progress = await ledger.engineeringChanges.progress(id);
  if (!progress) return;
  const isThere = async () => {
    const now = await ledger.engineeringChanges.progress(id);
    return !now || isOver(now.state, until);
  };
  await waitUntil(isThere, ledger.changes, progress.transaction, patience);
}
