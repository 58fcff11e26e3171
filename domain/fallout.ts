import type { Assessment, LastReading } from '../contracts/assessment';
import type { ChangePackage, Finding } from '../contracts/engineering-change';
import type { Characteristic, RevisionPackage } from '../contracts/revision';
import { compare } from './decimal';
import { convert, converts } from './units';

/** A piece that was measured last, and which characteristics of the new and of the old plan it would fail. */
interface Piece {
  readonly lot: string;
  readonly piece: string;
  readonly failsNew: Set<string>;
  failsOld: boolean;
}

/**
 * What the new limits would have done to the last results: a warning for each item of which a piece that passes the old
 * plan would fail the new one. Nothing is said of a characteristic that was not measured, or in no unit that converts.
 * @param readings the QMS's last results
 * @param plans the QMS's plans in force: those of the `from` revisions give the old limits
 * @param system the QMS's name
 */
export function fallout(
  pack: ChangePackage,
  readings: readonly LastReading[],
  plans: Assessment['plans'],
  plant: string,
  system: string,
): Finding[] {
  return pack.items.flatMap((revision) => {
    const old = plans.find(({ item, revision: of }) => item === revision.item && of === revision.from);
    const pieces = judge(
      readings.filter(({ item }) => item === revision.item),
      revision.plan?.characteristics ?? [],
      old?.plan.characteristics ?? [],
    );
    const failing = pieces.filter(({ failsNew }) => failsNew.size > 0);
    if (failing.every(({ failsOld }) => failsOld)) return [];
    const subject = `${revision.item} rev ${revision.to}`;
    const text = describe(revision, pieces, failing);
    return [{ code: 'fallout', severity: 'warning', system, plant, subject, text }];
  });
}

function judge(
  readings: readonly LastReading[],
  next: readonly Characteristic[],
  old: readonly Characteristic[],
): Piece[] {
  const pieces = new Map<string, Piece>();
  for (const reading of readings) {
    const { lot, piece, characteristic } = reading;
    const key = JSON.stringify([lot, piece]);
    const one = pieces.get(key) ?? { lot, piece, failsNew: new Set<string>(), failsOld: false };
    pieces.set(key, one);
    if (fails(reading, next)) one.failsNew.add(characteristic);
    if (fails(reading, old)) one.failsOld = true;
  }
  return [...pieces.values()];
}

function fails({ characteristic: name, value, unit }: LastReading, plan: readonly Characteristic[]): boolean {
  const limits = plan.find(({ characteristic }) => characteristic === name);
  // Equal units need not be ours: a hardness, a roughness.
  if (limits === undefined || !(unit === limits.unit || converts(unit, limits.unit))) return false;
  const measured = unit === limits.unit ? value : convert(value, unit, limits.unit);
  return (
    (limits.lower !== null && compare(measured, limits.lower) < 0) ||
    (limits.upper !== null && compare(measured, limits.upper) > 0)
  );
}

function describe(
  { from, to }: RevisionPackage,
  pieces: readonly Piece[],
  failing: readonly Piece[],
): string {
  const lots = [...new Set(pieces.map(({ lot }) => lot))];
  const names = failing.map(({ lot, piece }) => (lots.length === 1 ? piece : `${piece} of ${lot}`));
  const characteristics = [...new Set(failing.flatMap(({ failsNew }) => [...failsNew]))].sort();
  const both = failing.filter(({ failsOld }) => failsOld).length;
  return (
    `Of ${pieces.length} pieces last measured (${lots.join(', ')}), ${failing.length} would fail revision ${to}'s limits: ` +
    `${names.join(', ')} (${characteristics.join(', ')})` +
    (both === 0 ? '.' : `; ${both} of them ${both === 1 ? 'fails' : 'fail'} ${from} as well.`)
  );
}
