import { isDeepStrictEqual } from 'node:util';
import { resolved, type Schema } from './document';
import { breach, type Breach } from './rules';

/** What callers send, or what they get. */
export type Direction = 'taken' | 'given';

/** The two documents that schemas refer into. */
export class Documents {
  /** What was found between two named schemas; empty while they are being compared, for schemas may refer to themselves. */
  readonly compared = new Map<string, readonly Breach[]>();
  constructor(
    readonly before: object,
    readonly after: object,
  ) {}
}

const LOWER = ['minLength', 'minimum', 'minItems'] as const;
const UPPER = ['maxLength', 'maximum', 'maxItems'] as const;
const SHAPE = ['pattern', 'format'] as const;

/** What a client of `before` would stumble over in `after`. @param where for people */
export const compareSchema = (
  documents: Documents,
  before: Schema,
  after: Schema,
  direction: Direction,
  where: string,
): Breach[] =>
  compare(documents, before, after, direction).map((found) => ({ ...found, where: where + found.where }));

/** The same, with places from here on. */
function compare(
  documents: Documents,
  before: Schema,
  after: Schema,
  direction: Direction,
): readonly Breach[] {
  if (before.$ref === undefined) return compareUnnamed(documents, before, after, direction);
  const pair = `${direction} ${before.$ref} ${after.$ref ?? JSON.stringify(after)}`;
  const known = documents.compared.get(pair);
  if (known) return known;
  documents.compared.set(pair, []);
  const found = compareUnnamed(documents, before, after, direction);
  documents.compared.set(pair, found);
  return found;
}

function compareUnnamed(
  documents: Documents,
  before: Schema,
  after: Schema,
  direction: Direction,
): readonly Breach[] {
  const was = flat(documents.before, before);
  const is = flat(documents.after, after);
  const [wasOneOf, isOneOf] = [choices(was), choices(is)];
  if (wasOneOf.length > 1 || isOneOf.length > 1)
    return compareChoices(wasOneOf, isOneOf, direction, (one, other) =>
      compare(documents, one, other, direction),
    );
  const into = (one: Schema, other: Schema, step: string) =>
    compareSchema(documents, one, other, direction, `/${step}`);
  return [
    ...compareTypes(was, is, direction),
    ...compareValues(was, is, direction),
    ...(direction === 'taken' ? compareLimits(was, is) : []),
    ...compareMembers(was, is, direction, into),
    ...(was.items && is.items ? into(was.items, is.items, '*') : []),
    ...(typeof was.additionalProperties === 'object' && typeof is.additionalProperties === 'object'
      ? into(was.additionalProperties, is.additionalProperties, '*')
      : []),
  ];
}

/** Without references, and with all parts of an `allOf` in one. */
function flat(document: object, schema: Schema): Schema {
  const { allOf = [], ...own } = resolved(document, schema);
  return allOf
    .map((part) => flat(document, part))
    .reduce<Schema>(
      (all, part) => ({
        ...all,
        ...part,
        properties: { ...all.properties, ...part.properties },
        required: [...(all.required ?? []), ...(part.required ?? [])],
      }),
      own,
    );
}

const choices = (schema: Schema): readonly Schema[] => schema.anyOf ?? schema.oneOf ?? [schema];

/** Each alternative that was taken is to fit one that is, and each that is given one that was. */
function compareChoices(
  was: readonly Schema[],
  is: readonly Schema[],
  direction: Direction,
  compareOne: (before: Schema, after: Schema) => readonly Breach[],
): Breach[] {
  const [known, others] = direction === 'taken' ? [was, is] : [is, was];
  return known.flatMap((one, index) => {
    const tries = others.map((other) =>
      direction === 'taken' ? compareOne(one, other) : compareOne(other, one),
    );
    const closest = tries.toSorted((a, b) => a.length - b.length)[0] ?? [];
    // What differs in more than a detail is another alternative.
    return closest.length <= MOST_DETAILS
      ? closest
      : [breach('alternative-changed', HERE, `${direction}: number ${index + 1} of ${known.length}`)];
  });
}
const MOST_DETAILS = 2;
const HERE = '';

const typesOf = ({ type, enum: values, const: value }: Schema): Set<string> | null => {
  if (type !== undefined)
    return new Set([type].flat().flatMap((one) => (one === 'number' ? ['number', 'integer'] : [one])));
  const all = values ?? (value === undefined ? [] : [value]);
  return all.length === 0 ? null : new Set(all.map((one) => (one === null ? 'null' : typeof one)));
};

function compareTypes(was: Schema, is: Schema, direction: Direction): Breach[] {
  const [before, after] = [typesOf(was), typesOf(is)];
  // Without a type anything is meant.
  const isSafe =
    direction === 'taken'
      ? after === null || (before !== null && [...before].every((type) => after.has(type)))
      : before === null || (after !== null && [...after].every((type) => before.has(type)));
  const said = (types: Set<string> | null) => (types ? [...types].join(' or ') : 'anything');
  return isSafe ? [] : [breach('type-changed', HERE, `was ${said(before)}, is ${said(after)}`)];
}

const valuesOf = ({ enum: values, const: value }: Schema): readonly unknown[] | null =>
  values ?? (value === undefined ? null : [value]);

function compareValues(was: Schema, is: Schema, direction: Direction): Breach[] {
  const [before, after] = [valuesOf(was), valuesOf(is)];
  const has = (values: readonly unknown[], one: unknown) =>
    values.some((value) => isDeepStrictEqual(value, one));
  if (direction === 'taken') {
    if (!after) return [];
    if (!before) return [breach('taken-value-removed', HERE, `only ${JSON.stringify(after)} is taken`)];
    return before
      .filter((one) => !has(after, one))
      .map((one) => breach('taken-value-removed', HERE, JSON.stringify(one)));
  }
  if (!before) return [];
  if (!after) return [breach('given-value-added', HERE, `any, beside ${JSON.stringify(before)}`)];
  return after
    .filter((one) => !has(before, one))
    .map((one) => breach('given-value-added', HERE, JSON.stringify(one)));
}

function compareLimits(was: Schema, is: Schema): Breach[] {
  const narrowed = [
    ...LOWER.filter((name) => (is[name] ?? -Infinity) > (was[name] ?? -Infinity)),
    ...UPPER.filter((name) => (is[name] ?? Infinity) < (was[name] ?? Infinity)),
    ...SHAPE.filter((name) => is[name] !== undefined && is[name] !== was[name]),
  ];
  return narrowed.map((name) =>
    breach('taken-narrowed', HERE, `${name} was ${was[name] ?? 'not there'}, is ${is[name]}`),
  );
}

function compareMembers(
  was: Schema,
  is: Schema,
  direction: Direction,
  into: (before: Schema, after: Schema, step: string) => Breach[],
): Breach[] {
  const [before, after] = [was.properties ?? {}, is.properties ?? {}];
  const [wasRequired, isRequired] = [new Set(was.required), new Set(is.required)];
  const found: Breach[] = [];
  for (const [name, schema] of Object.entries(before)) {
    const here = `/${name}`;
    const now = after[name];
    if (now) found.push(...into(schema, now, name));
    else if (direction === 'given') found.push(breach('given-property-removed', here, 'is gone'));
    else if (is.additionalProperties === false)
      found.push(breach('taken-property-removed', here, 'is refused'));
    if (now && direction === 'given' && wasRequired.has(name) && !isRequired.has(name))
      found.push(breach('given-property-optional', here, 'may be missing'));
  }
  if (direction === 'taken')
    for (const name of isRequired)
      if (!wasRequired.has(name)) found.push(breach('taken-property-required', `/${name}`, 'is required'));
  return found;
}
