import type { ExceptionItem, ResolutionRequest } from '../../contracts/exception';
import type { Result } from '../../contracts/result';
import type { Batch, Step } from '../../contracts/step';
import type { Ledger } from '../../ledger';
import { advance, obliged } from './come-home';
import { decide, dispositionRequest, holdRequest, keyed, place, receiveLot } from './requests';

export const SUPPORT = { id: 'support', name: 'Support' };

/** What a system brings home that understands, and refuses. */
export const refused = (batch: Batch, at: number, code = 'PERIOD_CLOSED'): Result[] =>
  batch.errands.map(({ target, generation, token, subject }) => ({
    target,
    generation,
    token,
    outcome: 'rejected',
    code,
    text: 'not now',
    request: { subject },
    at,
  }));

let numbers = 0;

/** A lot of 70 at Lyon under a hold. */
export async function heldLot(ledger: Ledger, now = new Date()) {
  const lot = `PIN-10:X-${++numbers}`;
  await receiveLot(ledger, lot, '70', now);
  return { lot, hold: await place(ledger, holdRequest([lot]), now) };
}

/** Steps of a hold's saga, in which some systems refuse whatever they are asked and the others oblige. @returns the last step */
export async function comeHomeBut(
  ledger: Ledger,
  hold: string,
  refuses: (batch: Batch) => boolean,
  now = new Date(),
  code?: string,
): Promise<Step> {
  let step = await advance(ledger, hold, now);
  while (step.batches.length > 0 || step.questions.length > 0)
    step = await advance(ledger, hold, now, {
      results: step.batches.flatMap((batch) =>
        refuses(batch) ? refused(batch, now.getTime(), code) : obliged(batch, now.getTime()),
      ),
      exposures: step.questions.map((question) => ({ question, exposed: [] })),
    });
  return step;
}

/** A scrap of 1 that the ERP has refused to post. */
export async function parkedScrap(ledger: Ledger, now = new Date()) {
  const { lot, hold } = await heldLot(ledger, now);
  await comeHomeBut(ledger, hold.id, () => false, now);
  const disposition = await decide(ledger, hold.id, dispositionRequest(lot, '1', 'scrap'), now);
  await comeHomeBut(ledger, hold.id, ({ system }) => system === 'erp', now);
  return { lot, hold, disposition, exception: await onlyException(ledger, hold.transaction) };
}

/** The one open exception of a transaction. @throws Error unless there is one */
export async function onlyException(ledger: Ledger, transaction: string): Promise<ExceptionItem> {
  const { items } = await ledger.listExceptions({ transaction, state: 'open', limit: 10 });
  if (items.length !== 1) throw new Error(`${items.length} open exceptions of ${transaction}, not one`);
  return items[0]!;
}

export const resolve = (
  ledger: Ledger,
  id: string,
  action: ResolutionRequest['action'],
  { payload = null, now = new Date() }: { payload?: ResolutionRequest['payload']; now?: Date } = {},
): Promise<ExceptionItem> =>
  keyed(ledger, (tx) =>
    ledger.resolveException(tx, id, { action, reason: 'seen to', payload }, SUPPORT, now),
  );
