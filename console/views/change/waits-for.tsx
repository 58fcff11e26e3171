import type { ChangePlant } from '../../client/openapi';
import { useNow } from '../../parts/time';
import { dateThere } from '../../parts/zone';

const DUE = /^the change is due at /;

/** What the plant waits for; a date by the plant's own clock. */
export function WaitsFor({
  at: { waitsFor, dueAt, state },
  zone,
}: {
  at: ChangePlant;
  zone: string | undefined;
}) {
  const now = useNow();
  if (dueAt !== null && state === 'staged' && new Date(dueAt).getTime() > now)
    return <>{dateThere(dueAt, zone)}</>;
  if (waitsFor === null || DUE.test(waitsFor)) return <span class="soft">–</span>;
  return <>{waitsFor}</>;
}
