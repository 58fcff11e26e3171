import type { Hold, Target } from '../../client/openapi';

/** What a hold is on, of one kind: a lot, a serial, an order; with its target in each system. */
export interface Row {
  readonly key: string;
  readonly kind: Target['subject']['kind'];
  readonly id: string;
  /** `PIN-10` of `PIN-10:L-0417`; of an order, its kind. */
  readonly group: string;
  readonly targets: Readonly<Record<string, Target>>;
  readonly isContained: boolean;
}

export interface Matrix {
  readonly systems: readonly { readonly system: string; readonly required: boolean }[];
  readonly rows: readonly Row[];
}

/** What follows the containment, and is none: reports, and what dispositions post. */
const FOLLOWING: ReadonlySet<Target['subject']['kind']> = new Set([
  'nonconformance',
  'disposition',
  'inspection',
]);

export const isContaining = ({ subject }: Target): boolean => !FOLLOWING.has(subject.kind);

type Physical = Hold['physical'];

/**
 * Whether a system is known to hold it: read back so, or, where it cannot, counted and tagged by hand. What is to be free needs
 * no containing.
 */
export function isContained({ status, desired, subject }: Target, physical: Physical): boolean {
  if (desired.state === 'free') return true;
  if (status === 'cannot-enforce') return physical.some(({ lot }) => lot === subject.id);
  return status === 'observed';
}

/** Targets of a hold by what they are of and by system; required systems first. */
export function matrixOf({ targets, physical }: Pick<Hold, 'targets' | 'physical'>): Matrix {
  const containing = targets.filter(isContaining);
  const systems = new Map<string, boolean>();
  const rows = new Map<string, Target[]>();
  for (const target of containing) {
    systems.set(target.system, (systems.get(target.system) ?? false) || target.required);
    const key = `${target.subject.kind}/${target.subject.id}`;
    rows.set(key, [...(rows.get(key) ?? []), target]);
  }
  return {
    systems: [...systems]
      .map(([system, required]) => ({ system, required }))
      .sort((a, b) => Number(b.required) - Number(a.required) || a.system.localeCompare(b.system)),
    rows: [...rows]
      .map(([key, of]) => {
        const { kind, id } = of[0]!.subject;
        return {
          key,
          kind,
          id,
          group: kind === 'lot' || kind === 'serial' ? id.split(':')[0]! : kind,
          targets: Object.fromEntries(of.map((target) => [target.system, target])),
          isContained: of.every((target) => !target.required || isContained(target, physical)),
        };
      })
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** A system that has not confirmed everything. */
export interface Lacking {
  readonly system: string;
  readonly of: number;
  readonly missing: readonly Target[];
}

/** Required systems that do not hold everything, the worst first. */
export function lackingOf({ targets, physical }: Pick<Hold, 'targets' | 'physical'>): Lacking[] {
  const bySystem = new Map<string, Target[]>();
  for (const target of targets)
    if (target.required && isContaining(target))
      bySystem.set(target.system, [...(bySystem.get(target.system) ?? []), target]);
  return [...bySystem]
    .map(([system, of]) => ({
      system,
      of: of.length,
      missing: of.filter((target) => !isContained(target, physical)),
    }))
    .filter(({ missing }) => missing.length > 0)
    .sort((a, b) => b.missing.length - a.missing.length || a.system.localeCompare(b.system));
}

/**
 * Since when all of it has been held everywhere: an instant in the past at which that was so, though part of it joined, or was
 * read again, after it was effective first.
 */
export function containedSince({
  effectiveAt,
  targets,
}: Pick<Hold, 'effectiveAt' | 'targets'>): string | null {
  const observed = targets
    .filter((target) => target.required && target.desired.state === 'held' && isContaining(target))
    .flatMap(({ observedAt }) => (observedAt === null ? [] : [observedAt]));
  return [...observed, ...(effectiveAt === null ? [] : [effectiveAt])].sort().at(-1) ?? null;
}
