import type { ChangeRequest, Preflight } from '../contracts/engineering-change';
import { Problem } from '../contracts/problem';
import type { Exchange, Services } from './route';
import { waitUntil } from './wait';

/** Shorter than the usual 30 s of clients and proxies, so that it is we who say what became of it. */
const LONGEST_SECONDS = 25;

/**
 * Has everything checked that would be checked, by all systems at once, and waits for the one answer.
 * @throws Problem `preflight-unanswered`; and as `requestChange` would
 */
export async function preflight(
  request: ChangeRequest,
  { ledger, now, stopping }: Services,
  { gone }: Exchange,
): Promise<Preflight> {
  const id = await ledger.engineeringChanges.startPreflight(request, now());
  const isAnswered = async () => (await ledger.engineeringChanges.preflightResult(id)) !== null;
  const patience = { seconds: LONGEST_SECONDS, giveUp: [gone, stopping] };
  await waitUntil(isAnswered, ledger.changes, id, patience);
  const result = await ledger.engineeringChanges.preflightResult(id);
  if (result) return result;
  throw new Problem(
    'preflight-unanswered',
    `The systems had not all answered within ${LONGEST_SECONDS} s. Nothing was changed anywhere; ask again.`,
  );
}
