import { EVENTS, UPCAST_EVENTS } from '../../contracts/events';
import { INBOUND } from '../../contracts/inbound';
import { ProblemBody } from '../../contracts/problem';
import { Components } from '../components';
import type { Route } from '../route';

type Json = Record<string, unknown>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const IN_DOCUMENT = '#/components/schemas/';

/** Every named schema of the calls, and the data of every type of event, each whole in itself (JSON Schema 2020-12), by name. */
export function jsonSchemas(routes: readonly Route[]): ReadonlyMap<string, Json> {
  const known = made.get(routes);
  if (known) return known;
  const schemas = makeSchemas(routes);
  made.set(routes, schemas);
  return schemas;
}

/** They are the same for as long as the process runs. */
const made = new WeakMap<readonly Route[], ReadonlyMap<string, Json>>();

function makeSchemas(routes: readonly Route[]): ReadonlyMap<string, Json> {
  const components = new Components();
  components.reference(ProblemBody);
  for (const { params, query, body, answers, forms = [] } of routes)
    for (const schema of [params, query, body, ...Object.values(answers), ...forms])
      if (schema) components.reference(schema);
  for (const [type, { data }] of Object.entries({ ...EVENTS, ...UPCAST_EVENTS }))
    components.named(type, data);
  for (const [type, data] of Object.entries(INBOUND)) components.named(type, data);
  return new Map(
    Object.keys(components.schemas)
      .sort()
      .map((name) => [name, whole(name, components.schemas)]),
  );
}

/** One schema with those that it leads to. */
function whole(name: string, schemas: Readonly<Json>): Json {
  const needed = new Set<string>();
  const follow = (schema: unknown): void => {
    for (const [, other] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (needed.has(other!)) continue;
      needed.add(other!);
      follow(schemas[other!]);
    }
  };
  follow(schemas[name]);
  const standing = {
    $schema: DIALECT,
    $id: `https://interlock.dev/schemas/${name}`,
    ...(schemas[name] as Json),
    ...(needed.size > 0 && {
      $defs: Object.fromEntries([...needed].sort().map((one) => [one, schemas[one]])),
    }),
  };
  return JSON.parse(JSON.stringify(standing).replaceAll(`"${IN_DOCUMENT}`, '"#/$defs/')) as Json;
}
