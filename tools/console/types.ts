import type { Route } from '../../api/route';
import { routes } from '../../api/routes';
import { openApi } from '../../api/documents/openapi';

type Json = Record<string, unknown>;
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Json;
}
interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Json };
}

const HEADER = '/* Made from /openapi.json by `npm run build`; not kept in git. */\n/* eslint-disable */\n';

/**
 * TypeScript of the OpenAPI document, for the console: the components' schemas by their names, what each call takes and
 * answers (`Operations`), and its method and path (`PATHS`).
 */
export async function consoleTypes(): Promise<string> {
  const document = openApi(routes) as unknown as Document;
  const { compile } = await import('json-schema-to-typescript');
  const typed = await compile(rootOf(document), 'Operations', {
    bannerComment: '',
    format: false,
    additionalProperties: false,
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
  });
  const paths = Object.fromEntries(routes.map(({ id, method, path, kind }) => [id, [method, path, kind]]));
  return `${HEADER}${typed}\nexport const PATHS = ${JSON.stringify(paths, null, 2)} as const;\n`;
}

/** One schema whose members are the calls. Its references go to its own definitions. */
function rootOf({ paths, components }: Document): Json {
  const operations = routes.map((route) => {
    const members = membersOf(route, paths[route.path]![route.method]!);
    return [route.id, object(members, Object.keys(members))] as const;
  });
  const root = {
    ...object(
      Object.fromEntries(operations),
      routes.map(({ id }) => id),
    ),
    definitions: components.schemas,
  };
  return JSON.parse(JSON.stringify(root).replaceAll('"#/components/schemas/', '"#/definitions/')) as Json;
}

function membersOf(route: Route, { parameters = [], requestBody, responses }: Operation): Json {
  const given = parameters.filter((one): one is Parameter => 'in' in one);
  const group = (place: Parameter['in']) => given.filter((one) => one.in === place);
  const body = requestBody?.content['application/json']?.schema;
  const answers = Object.keys(route.answers).flatMap(
    (status) => responses[status]?.content?.['application/json']?.schema ?? [],
  );
  return {
    path: record(group('path')),
    query: record(group('query')),
    ...(body && { body }),
    answer: answers.length === 1 ? answers[0] : { anyOf: answers },
  };
}

const record = (parameters: readonly Parameter[]): Json =>
  object(
    Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    parameters.filter(({ required }) => required).map(({ name }) => name),
  );

const object = (properties: Json, required: readonly string[]): Json => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
