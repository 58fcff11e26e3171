import type { DispositionRequest } from '../contracts/disposition';
import { Problem } from '../contracts/problem';
import { CONCEDES, isExpired } from '../domain/concession';

/**
 * Refuses a concession that could not be kept.
 * @param unit the lot's
 * @throws Problem `invalid-request`, `unit-mismatch`
 */
export function checkConcession(
  { decision, concession, lot }: DispositionRequest,
  unit: string,
  now: Date,
): void {
  if (concession === null) return;
  const refuse = (code: 'invalid-request' | 'unit-mismatch', field: string, detail: string): never => {
    throw new Problem(code, `${detail}.`, [{ pointer: `/concession${field}`, detail }]);
  };
  if (!CONCEDES.includes(decision))
    refuse('invalid-request', '', `a concession goes with ${CONCEDES.join(' or ')}, not with ${decision}`);
  const { maxQuantity, expiresAt } = concession;
  if (maxQuantity && maxQuantity.unit !== unit)
    refuse('unit-mismatch', '/maxQuantity/unit', `${lot} is counted in ${unit}`);
  if (expiresAt && isExpired({ expiresAt }, now.toISOString()))
    refuse('invalid-request', '/expiresAt', `${expiresAt} has passed`);
}
