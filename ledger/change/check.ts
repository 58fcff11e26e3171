import type { ChangePackage, Effectivity, Finding } from '../../contracts/engineering-change';
import type { Topology } from '../../contracts/topology';
import { acceptance } from '../../domain/acceptance';
import { impossible } from '../../domain/effectivity';
import { fallout } from '../../domain/fallout';
import type { Tx } from '../pool';
import type { StoredAssessment } from './assessments';

export const isError = (finding: Finding): boolean => finding.severity === 'error';

/** What stands in the way of a change at one plant, by what its systems say; and what people should know beforehand. */
export async function check(
  tx: Tx,
  topology: Topology,
  pack: ChangePackage,
  plant: string,
  effectivity: Effectivity,
  assessments: readonly Omit<StoredAssessment, 'at'>[],
  now: Date,
): Promise<Finding[]> {
  const at = topology.plants[plant];
  const dated = at ? impossible(effectivity, pack, plant, at, now.getTime()) : null;
  return [
    ...acceptance(pack, plant, assessments),
    ...(dated ? [dated] : []),
    ...uncountedSerial(effectivity, plant, assessments),
    ...assessments.flatMap(({ system, readings, plans }) => fallout(pack, readings, plans, plant, system)),
    ...(await heldMaterial(tx, pack, plant)),
  ];
}

/** A system that did not answer in time. */
export const unreachable = (system: string, plant: string | null): Finding => ({
  code: 'system-unreachable',
  severity: 'error',
  system,
  plant,
  subject: system,
  text: `${system} could not be asked; of it nothing is said here.`,
});

/** A serial that nobody counts would be waited for for ever. */
function uncountedSerial(
  effectivity: Effectivity,
  plant: string,
  assessments: readonly Omit<StoredAssessment, 'at'>[],
): Finding[] {
  if (effectivity.kind !== 'serial') return [];
  const counted = assessments.some(({ items }) =>
    items.some(({ item, nextSerial }) => item === effectivity.item && nextSerial !== null),
  );
  if (counted) return [];
  return [
    {
      code: 'effectivity-not-possible',
      severity: 'error',
      system: null,
      plant,
      subject: effectivity.from,
      text: `No system of ${plant} counts serials of ${effectivity.item}: choose another effectivity.`,
    },
  ];
}

/** Open holds on lots of the change's items at the plant (E5). */
async function heldMaterial(tx: Tx, pack: ChangePackage, plant: string): Promise<Finding[]> {
  const found = await tx.query<{ hold: string; reason: string; lots: string[] }>({
    name: 'change-held-material',
    text: `select hold.id as hold, hold.reason_text as reason, array_agg(distinct hold_lot.lot order by hold_lot.lot) as lots
           from hold_lot join hold on hold.id = hold_lot.hold join lot on lot.lot = hold_lot.lot
           where lot.item = any($1) and hold_lot.covers and hold.state <> 'closed'
             and (exists (select from stock where stock.lot = lot.lot and stock.plant = $2 and stock.quantity > 0) or (hold.plant = $2 and lot.quantity = 0))
           group by 1, 2 order by 1`,
    values: [pack.items.map(({ item }) => item), plant],
  });
  return found.rows.map(({ hold, reason, lots }) => ({
    code: 'held-material',
    severity: 'warning',
    system: null,
    plant,
    subject: hold,
    text: `${lots.join(', ')} ${lots.length === 1 ? 'is' : 'are'} on hold by ${hold}: ${reason}. Decide whether the change is its release condition.`,
  }));
}
