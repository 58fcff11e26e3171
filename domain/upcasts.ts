type Data = Readonly<Record<string, unknown>>;

/** What a version of a type of event says in the words of the next one: pure, so that the past reads the same for ever. */
const UPCASTS: Readonly<Record<string, (data: Data) => Data>> = {
  // v1 names the first 200 lots, and says so by their number alone.
  'interlock.quality-hold.placed.v1': ({ lots, lotCount, ...rest }) => ({
    ...rest,
    material: { lots, count: lotCount, complete: (lots as readonly string[]).length === lotCount },
  }),
};

/** The name of the next version. */
const nextType = (type: string): string =>
  type.replace(/\.v(\d+)$/, (_all, version: string) => `.v${Number(version) + 1}`);

const versionOf = (type: string): number => Number(/\.v(\d+)$/.exec(type)?.[1]);

/**
 * Reads an event in the highest version that it has, up to the one that is wanted.
 * @param type as it was published; an event that was published in a higher version than is wanted stays as it is
 */
export function inVersion(type: string, data: Data, wanted: number): { type: string; data: Data } {
  const upcast = UPCASTS[type];
  if (upcast === undefined || versionOf(type) >= wanted) return { type, data };
  return inVersion(nextType(type), upcast(data), wanted);
}

/** Types that events are read as and none is published as. */
export const UPCAST_TYPES: readonly string[] = Object.keys(UPCASTS).map(nextType);

/**
 * What a pattern of types asks for: the types as they were published, and at least which version.
 * `interlock.quality-hold.placed.v2` finds what was published as v1, and reads it as v2.
 */
export function askedFor(pattern: string): { pattern: string; version: number } {
  const version = /\.v\d+$/.test(pattern) ? versionOf(pattern) : 1;
  let published = pattern;
  for (const [type] of Object.entries(UPCASTS).toReversed())
    if (nextType(type) === published) published = type;
  return { pattern: published, version };
}
