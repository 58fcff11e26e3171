import type { TransactionSummary } from '../../contracts/story';
import { Refused, type Client } from './client';
import { table } from './table';

const TRACE_ID = /^(?:00-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/;

/** By what a transaction is looked for: a trace, a lot, or anything that has a name. */
export function filterOf(name: string): { trace?: string; lot?: string; about?: string } {
  const trace = TRACE_ID.exec(name)?.[1];
  if (trace !== undefined) return { trace };
  return name.includes(':') ? { lot: name } : { about: name };
}

export const transactionsTable = (items: readonly TransactionSummary[]): string =>
  table(
    ['transaction', 'is', 'of', 'plant', 'state', 'begun'],
    items.map((one) => [one.transaction, one.kind, one.subject, one.plant, one.state, one.begunAt]),
  );

/** The one transaction that is meant. @throws Refused where it is none, or more than one */
export async function findOne(api: Client, name: string): Promise<string> {
  const { items } = await api.get<{ items: TransactionSummary[] }>('/v1/transactions', filterOf(name));
  const [only] = items;
  if (!only) throw new Refused(`No transaction is about ${name}.`);
  if (items.length > 1)
    throw new Refused(
      `${name} has a part in ${items.length} transactions; name one:\n\n${transactionsTable(items)}`,
    );
  return only.transaction;
}
