import { compareSchema, Documents, type Direction } from './compare-schema';
import { resolved, type OpenApi, type Operation, type Parameter } from './document';
import { breach, type Breach } from './rules';

/**
 * What a client of the released document would stumble over.
 * @param now a deprecated call may be removed after its sunset
 */
export function compareOpenApi(before: OpenApi, after: OpenApi, now: Date): Breach[] {
  const documents = new Documents(before, after);
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, was]) => {
      const where = `${method.toUpperCase()} ${path}`;
      const is = after.paths[path]?.[method];
      if (is) return compareOperation(documents, was, is, where);
      const sunset = was['x-sunset'];
      if (sunset !== undefined && now > new Date(`${sunset}T23:59:59Z`)) return [];
      return [breach('operation-removed', where, was.operationId)];
    }),
  );
}

function compareOperation(documents: Documents, was: Operation, is: Operation, where: string): Breach[] {
  const found: Breach[] = [];
  if (was.operationId !== is.operationId)
    found.push(breach('operation-renamed', where, `${was.operationId} is ${is.operationId}`));
  if (was.security?.length === 0 && is.security?.length !== 0)
    found.push(breach('credential-required', where, JSON.stringify(is.security)));
  for (const role of was['x-roles'] ?? [])
    if (is['x-roles'] && !is['x-roles'].includes(role)) found.push(breach('role-removed', where, role));
  return [
    ...found,
    ...compareParameters(documents, was, is, where),
    ...compareBodies(documents, was, is, where),
    ...compareAnswers(documents, was, is, where),
  ];
}

function compareParameters(documents: Documents, was: Operation, is: Operation, where: string): Breach[] {
  const all = (document: object, { parameters = [] }: Operation) =>
    new Map(
      parameters
        .map((one): Parameter => resolved(document, one))
        .map((one) => [`${one.in} ${one.name}`, one]),
    );
  const [before, after] = [all(documents.before, was), all(documents.after, is)];
  const found: Breach[] = [];
  for (const [name, parameter] of before) {
    const now = after.get(name);
    if (!now) found.push(breach('parameter-removed', where, name));
    else if (parameter.schema && now.schema)
      found.push(...compareSchema(documents, parameter.schema, now.schema, 'taken', `${where} ${name}`));
  }
  for (const [name, { required }] of after)
    if (required && !before.get(name)?.required) found.push(breach('parameter-required', where, name));
  return found;
}

function compareBodies(documents: Documents, was: Operation, is: Operation, where: string): Breach[] {
  if (is.requestBody?.required && !was.requestBody?.required)
    return [breach('body-required', where, 'a request without a body is refused')];
  if (!was.requestBody || !is.requestBody) return [];
  return compareContents(
    documents,
    was.requestBody.content,
    is.requestBody.content,
    'taken',
    `${where} body`,
  );
}

/** Of successes: of problems clients go by the status, and codes may be added. */
function compareAnswers(documents: Documents, was: Operation, is: Operation, where: string): Breach[] {
  return Object.entries(was.responses)
    .filter(([status]) => Number(status) < 400)
    .flatMap(([status, before]) => {
      const after = is.responses[status];
      const here = `${where} ${status}`;
      if (!after) return [breach('answer-removed', where, status)];
      const headers = Object.keys(before.headers ?? {}).filter((name) => !(name in (after.headers ?? {})));
      return [
        ...headers.map((name) => breach('answer-header-removed', here, name)),
        ...compareContents(documents, before.content ?? {}, after.content ?? {}, 'given', here),
      ];
    });
}

type Contents = NonNullable<Operation['responses'][string]['content']>;

const compareContents = (
  documents: Documents,
  before: Contents,
  after: Contents,
  direction: Direction,
  where: string,
): Breach[] =>
  Object.entries(before).flatMap(([type, { schema }]) => {
    const now = after[type];
    if (!now) return [breach('media-type-removed', where, type)];
    return schema && now.schema ? compareSchema(documents, schema, now.schema, direction, where) : [];
  });
