import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { routes } from '../../api/routes';
import { HOLD_REQUEST, serve, type Served } from './serve';

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: object;
}
interface Operation {
  operationId: string;
  security: object[];
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { content: Record<string, { schema: object; example?: unknown }> };
  responses: Record<
    string,
    {
      headers: Record<string, { $ref: string }>;
      content: Record<string, { schema: object; examples?: Record<string, { value: object }> }>;
    }
  >;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; parameters: Record<string, Parameter>; headers: object };
}

let api: Served;
let document: Document;
const ajv = addFormats(new Ajv2020({ strict: false }));
beforeAll(async () => {
  api = await serve({});
  document = (await (await api.call('GET', '/openapi.json')).json()) as Document;
  ajv.addSchema(document, 'openapi');
});
afterAll(() => api.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

const referred = (reference: string) => document.components.parameters[reference.split('/').at(-1)!]!;

it('has every call of the route table, and no other', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(
    operations()
      .map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`)
      .sort(),
  ).toEqual(routes.map(({ id, method, path }) => `${id} ${method} ${path}`).sort());
  expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
});

it('has every path parameter, the key of every command, and the body of every call that has one', () => {
  for (const route of routes) {
    const operation = document.paths[route.path]![route.method]!;
    const named = (where: string) =>
      operation.parameters
        .map((parameter) => ('$ref' in parameter ? referred(parameter.$ref) : parameter))
        .filter((parameter) => parameter.in === where)
        .map(({ name }) => name);
    expect(named('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(named('header')).toEqual([
      ...(route.kind === 'command' ? ['Idempotency-Key'] : []),
      ...(named('query').includes('until') ? ['Prefer'] : []),
      'traceparent',
    ]);
    expect(operation.requestBody !== undefined).toBe(route.body !== undefined);
  }
});

it('every schema compiles and every reference leads somewhere', () => {
  for (const name of Object.keys(document.components.schemas))
    expect(() => ajv.compile({ $ref: `openapi#/components/schemas/${name}` })).not.toThrow();
  for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"/]+)/g))
    expect(document.components.schemas).toHaveProperty([name!]);
  expect(JSON.stringify(document)).not.toContain('$defs');
});

it('the body of a hold is what the API takes', () => {
  const isHoldRequest = ajv.compile({ $ref: 'openapi#/components/schemas/HoldRequest' });
  expect(isHoldRequest(HOLD_REQUEST)).toBe(true);
  expect(isHoldRequest({ ...HOLD_REQUEST, surplus: 1 })).toBe(false);
  expect(isHoldRequest({ ...HOLD_REQUEST, plant: undefined })).toBe(false);
});

it('shows a body for every call that takes one, and the call would take it', () => {
  for (const { id, method, path, body, mediaTypes: [type = 'application/json'] = [] } of routes) {
    if (!body) continue;
    const { example } = document.paths[path]![method]!.requestBody!.content[type]!;
    expect([id, body.safeParse(example).error?.message]).toEqual([id, undefined]);
  }
});

it('names and shows every problem of an answer, and what its headers are', () => {
  for (const { operation } of operations())
    for (const [status, { headers, content }] of Object.entries(operation.responses)) {
      for (const { $ref } of Object.values(headers))
        expect(document.components.headers).toHaveProperty([$ref.split('/').at(-1)!]);
      for (const [code, { value }] of Object.entries(content['application/problem+json']?.examples ?? {}))
        expect(value).toMatchObject({ code, status: Number(status) });
    }
  const always = ['traceparent', 'RateLimit', 'RateLimit-Policy'];
  const place = document.paths['/v1/quality-holds']!.post!.responses;
  expect(Object.keys(place['201']!.headers)).toEqual([...always, 'Location', 'Idempotent-Replayed']);
  expect(Object.keys(place['401']!.headers)).toEqual([...always, 'WWW-Authenticate']);
  expect(Object.keys(place['503']!.headers)).toEqual([...always, 'Retry-After']);
});

it('only public calls are without security', () => {
  for (const route of routes)
    expect(document.paths[route.path]![route.method]!.security.length === 0).toBe(route.access === 'public');
});

it('a problem is described for every status that a call can refuse with', () => {
  const place = document.paths['/v1/quality-holds']!.post!;
  expect(Object.keys(place.responses).sort()).toEqual([
    '201',
    '400',
    '401',
    '403',
    '405',
    '408',
    '409',
    '413',
    '415',
    '422',
    '429',
    '431',
    '500',
    '503',
  ]);
});
