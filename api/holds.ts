import { Problem } from '../contracts/problem';
import type { Exchange, Services } from './route';

type OfHold = { readonly params: { readonly id: string } };

/** The plant that raised the hold of the path; from here on the exchange knows its transaction. @throws Problem `not-found` */
export async function holdPlant(
  { params: { id } }: OfHold,
  { ledger }: Services,
  exchange: Exchange,
): Promise<string> {
  const progress = await ledger.holdProgress(id);
  if (!progress) throw new Problem('not-found', `There is no hold ${id}.`);
  exchange.transaction = progress.transaction;
  return progress.plant;
}

/** The transaction of the hold of the path, where there is one. */
export const holdTransaction = async (
  { id }: OfHold['params'],
  { ledger }: Services,
): Promise<string | null> => (await ledger.holdProgress(id))?.transaction ?? null;
