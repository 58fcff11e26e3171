import type { Topology } from '../contracts/topology';

export type DifferenceKind = 'added' | 'changed' | 'removed';

/** Something that one topology has and another has not, or has otherwise. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Such as `plants`; a setting of the whole enterprise is its own section. */
  readonly section: keyof Topology;
  /** Such as `wichita`; empty for a setting. */
  readonly name: string;
  /** Names of what changed in it. */
  readonly fields: readonly string[];
}

/** Sections in which things are named; they are compared one by one. */
const NAMED = ['plants', 'systems', 'productFamilies', 'tiers', 'items', 'partners'] as const;
const isNamed = (section: string): boolean => (NAMED as readonly string[]).includes(section);

/** What differs, in the order of the sections; nothing where both mean the same, however they are written. */
export function differences(from: Topology, to: Topology): Difference[] {
  return (Object.keys(to) as (keyof Topology)[]).flatMap((section) => {
    if (same(from[section], to[section])) return [];
    if (isNamed(section)) return named(section, entriesOf(from[section]), entriesOf(to[section]));
    return [{ kind: 'changed', section, name: '', fields: changedFields(from[section], to[section]) }];
  });
}

function named(section: keyof Topology, from: Entries, to: Entries): Difference[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name): Difference[] => {
    if (!Object.hasOwn(from, name)) return [{ kind: 'added', section, name, fields: [] }];
    if (!Object.hasOwn(to, name)) return [{ kind: 'removed', section, name, fields: [] }];
    const fields = changedFields(from[name], to[name]);
    return same(from[name], to[name]) ? [] : [{ kind: 'changed', section, name, fields }];
  });
}

type Entries = Readonly<Record<string, unknown>>;
const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const entriesOf = (value: unknown): Entries => (isEntries(value) ? value : {});

function changedFields(from: unknown, to: unknown): string[] {
  const [before, after] = [entriesOf(from), entriesOf(to)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => !same(before[field], after[field]),
  );
}

/** Equal as JSON, whatever the order of the keys; the order of a list counts. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => same(one, b[index]));
  if (!isEntries(a) || !isEntries(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}
