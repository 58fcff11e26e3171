import { randomUUID } from 'node:crypto';
import type { Disposition } from '../../../contracts/disposition';
import type { ExceptionItem, ResolutionAction } from '../../../contracts/exception';
import type { Hold } from '../../../contracts/hold';
import { atScreen } from '../../stack/floor';
import { dispose, ea, freshLot, getHold, place, reached, taken } from '../../stack/material';
import type { ApiResponse, Caller } from '../../support/api';
import { eventually } from '../../support/eventually';
import type { TestStack } from '../../support/stack';

interface Owner {
  readonly transaction: string;
}

/** What waits for a person, on behalf of a transaction. */
export const exceptionsOf = async (
  stack: TestStack,
  { transaction }: Owner,
  state: ExceptionItem['state'] = 'open',
): Promise<ExceptionItem[]> =>
  taken(
    200,
    await stack
      .api('support')
      .get<{ items: ExceptionItem[] }>(`/v1/exceptions?state=${state}&transaction=${transaction}`),
  ).items;

/** Waits until one step of a transaction, and no other, is parked. @param attempts how often it was tried, at least */
export const parked = (
  stack: TestStack,
  owner: Owner,
  { system, attempts = 1 }: { system?: string; attempts?: number } = {},
): Promise<ExceptionItem> =>
  eventually(async () => {
    const [one, ...others] = await exceptionsOf(stack, owner);
    if (others.length > 0) throw new Error(`more is parked than one step: ${JSON.stringify(others)}`);
    return one && one.attempts >= attempts && one.system === (system ?? one.system) && one;
  });

export const getException = async (stack: TestStack, id: string): Promise<ExceptionItem> =>
  taken(200, await stack.api('auditor').get<ExceptionItem>(`/v1/exceptions/${id}`));

export const resolve = (
  stack: TestStack,
  id: string,
  action: ResolutionAction,
  {
    as = 'support',
    reason = 'seen to',
    payload,
    key = randomUUID(),
  }: { as?: Caller; reason?: string; payload?: object; key?: string } = {},
): Promise<ApiResponse<ExceptionItem>> =>
  stack
    .api(as)
    .post<ExceptionItem>(
      `/v1/exceptions/${id}/resolution`,
      { action, reason, ...(payload && { payload }) },
      { 'idempotency-key': key },
    );

/** Days from today, as a local date. */
const day = (from: number) => new Date(Date.now() + from * 24 * 3600_000).toISOString().slice(0, 10);

/** Accounting closes the books; with today for good measure, whatever the hour. @returns the first day that is open */
export async function closeBooks(stack: TestStack): Promise<string> {
  expect(await atScreen(stack, 'erp', '/posting-periods', { closedThrough: day(1) })).toBe(200);
  return day(2);
}

export const openBooks = async (stack: TestStack): Promise<void> => {
  expect(await atScreen(stack, 'erp', '/posting-periods', { closedThrough: null })).toBe(200);
};

export interface RefusedScrap {
  readonly lot: string;
  readonly hold: Hold;
  readonly scrap: Disposition;
  readonly exception: ExceptionItem;
}

/** A scrap of 1 out of 100, which the ERP refuses to post to books that are closed. */
export async function refusedScrap(stack: TestStack): Promise<RefusedScrap> {
  const lot = await freshLot(stack);
  const { id } = await place(stack, [lot]);
  const hold = await reached(stack, id, 'effective');
  const scrap = taken(201, await dispose(stack, id, lot, { decision: 'scrap', quantity: ea('1') }));
  return { lot, hold, scrap, exception: await parked(stack, hold, { system: 'erp' }) };
}

/** Waits until a disposition is in that state. */
export const dispositionIs = (
  stack: TestStack,
  hold: Hold,
  { id }: Disposition,
  state: Disposition['state'],
): Promise<boolean> =>
  eventually(async () =>
    (await getHold(stack, hold.id)).dispositions.some((one) => one.id === id && one.state === state),
  );
