import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ASYNCAPI_3 from '@asyncapi/specs/schemas/3.0.0-without-$id.json';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { EVENTS, UPCAST_EVENTS } from '../../contracts/events';
import { INBOUND } from '../../contracts/inbound';
import { HOLD_REQUEST, serve, type Served } from './serve';

interface AsyncDocument {
  readonly asyncapi: string;
  readonly channels: Record<string, { readonly messages: Record<string, { readonly $ref: string }> }>;
  readonly components: {
    readonly messages: Record<string, { readonly payload: object }>;
    readonly schemas: Record<string, object>;
  };
}

let api: Served;
beforeAll(async () => {
  api = await serve({});
});
afterAll(() => api.close());

const read = async <T>(path: string): Promise<T> => (await (await api.call('GET', path)).json()) as T;
const told = Object.keys({ ...EVENTS, ...UPCAST_EVENTS });
const types = [...told, ...Object.keys(INBOUND)];

describe('the OpenAPI document', () => {
  it("passes the validator of the specification's own schema", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-openapi-'));
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(await read('/openapi.json')));
    // Its own program: it is an ES module, which jest cannot load.
    const validator = require.resolve('@seriousme/openapi-schema-validator/bin/validate-api-cli.js');
    await promisify(execFile)(process.execPath, [validator, file]);
    rmSync(folder, { recursive: true });
  });
});

describe('the AsyncAPI document', () => {
  let document: AsyncDocument;
  beforeAll(async () => {
    document = await read<AsyncDocument>('/asyncapi.json');
  });

  it('is one of AsyncAPI 3.0', () => {
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true, validateFormats: false }));
    const isAsyncApi = ajv.compile(ASYNCAPI_3);
    expect([isAsyncApi(document), isAsyncApi.errors]).toEqual([true, null]);
  });

  it('has every type of event that is told or taken, and no other', () => {
    expect(Object.keys(document.components.messages).sort()).toEqual([...types].sort());
    expect(Object.keys(document.channels.stream!.messages)).toEqual(told);
    expect(Object.keys(document.channels.webhook!.messages)).toEqual(told);
    expect(Object.keys(document.channels.inbound!.messages)).toEqual(Object.keys(INBOUND));
  });

  it('says of a whole event what it must be', () => {
    const ajv = addFormats(new Ajv2020({ strict: false }));
    ajv.addSchema(document, 'asyncapi');
    const type = 'interlock.quality-hold.closed.v1';
    const isClosed = ajv.compile({ $ref: `asyncapi#/components/messages/${type}/payload` });
    const event = {
      specversion: '1.0',
      id: 'e-1',
      source: 'interlock',
      type,
      subject: 'QH-1',
      time: '2026-11-03T06:40:00.000Z',
      datacontenttype: 'application/json',
      transaction: 'TX-1',
      plant: 'lyon',
      sequence: 7,
      subjectsequence: 1,
      transactionsequence: 1,
      data: { hold: 'QH-1', plant: 'lyon', from: 'disposing', to: 'closed' },
    };
    expect([isClosed(event), isClosed.errors]).toEqual([true, null]);
    expect(isClosed({ ...event, type: 'interlock.quality-hold.placed.v1' })).toBe(false);
    expect(isClosed({ ...event, data: { ...event.data, to: 'open' } })).toBe(false);
  });
});

describe('the JSON Schemas', () => {
  it('each stands for itself: it is one, and all that it refers to is in it', async () => {
    const { items } = await read<{ items: { name: string; href: string }[] }>('/v1/schemas');
    expect(items.map(({ name }) => name)).toEqual(expect.arrayContaining(['Hold', 'Problem', ...types]));
    const ajv = new Ajv2020({ strict: false });
    for (const { name, href } of items) {
      const schema = await read<{ $defs?: object }>(href);
      expect([name, await ajv.validateSchema(schema), ajv.errors]).toEqual([name, true, null]);
      expect(schema).toMatchObject({ $id: `https://interlock.dev/schemas/${name}` });
      for (const [, other] of JSON.stringify(schema).matchAll(/"\$ref":"([^"]*)"/g))
        expect(Object.keys(schema.$defs!).map((one) => `#/$defs/${one}`)).toContain(other);
    }
  });

  it('one tells what the API takes from what it refuses', async () => {
    const takes = addFormats(new Ajv2020({ strict: false })).compile(
      await read<object>('/v1/schemas/HoldRequest'),
    );
    expect(takes(HOLD_REQUEST)).toBe(true);
    expect(takes({ ...HOLD_REQUEST, surplus: 1 })).toBe(false);
  });

  it('one that is not there is a problem', async () => {
    expect((await api.call('GET', '/v1/schemas/Nonsense')).status).toBe(404);
  });
});

describe('the page', () => {
  it('names every call and every event, and may ask no other host', async () => {
    const answer = await api.call('GET', '/docs');
    const text = await answer.text();
    const { paths } = await read<{ paths: Record<string, object> }>('/openapi.json');
    for (const path of Object.keys(paths)) expect(text).toContain(`<code>${path}</code>`);
    for (const type of types) expect(text).toContain(`id="event-${type}"`);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('every link within it leads somewhere', async () => {
    const text = await (await api.call('GET', '/docs')).text();
    const ids = new Set([...text.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, anchor] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor);
  });
});
