import type { InspectionAsk } from '../../contracts/inspection';
import type { Ask } from '../port';

/** What the ask is about. @throws Error when an ask of such a kind comes without it */
export function inspectionOf({ target, detail: { inspection } }: Ask): InspectionAsk {
  if (!inspection) throw new Error(`${target}: no inspection was given.`);
  return inspection;
}
