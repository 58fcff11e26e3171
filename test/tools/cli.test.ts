import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST } from '../../tools/root';

/** What the API answers, by `<method> <path with query>`; everything else is 404. */
const answers: Record<string, unknown> = {};
const asked: { call: string; key: string | undefined; body: string }[] = [];
const server = createServer((request, response) => {
  const answer = async () => {
    const body = await textOf(request);
    const call = `${request.method} ${request.url}`;
    asked.push({ call, key: request.headers.authorization, body });
    const said = answers[call] ?? { detail: `There is no ${request.url}.`, code: 'not-found' };
    response.writeHead(call in answers ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(said));
  };
  void answer();
});
async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}

const folder = mkdtempSync(join(tmpdir(), 'interlock-cli-'));
let api: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => asked.splice(0));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function interlock(
  args: readonly string[],
  env: Record<string, string> = { INTERLOCK_API: api, INTERLOCK_KEY: 'k' },
) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const program = join(DIST, 'tools', 'cli', 'main.js');
    execFile(process.execPath, [program, ...args], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const EXCEPTION = {
  id: 'EX-1',
  transaction: 'TX-1',
  plant: 'lyon',
  productFamily: 'wing-bracket',
  system: 'erp',
  step: 'posted disposition',
  subject: { kind: 'disposition', id: 'DP-1' },
  reason: { code: 'PERIOD_CLOSED', text: 'The books are closed.' },
  payload: { postingDate: null },
  openedAt: '2026-11-03T06:40:00.000Z',
  attempts: 3,
  state: 'open',
  resolutions: ['retry', 'amend'],
};

describe('interlock, the command', () => {
  it('prints tables for people and JSON for programs, and asks with the key that it was given', async () => {
    answers['GET /v1/exceptions?state=open'] = { items: [EXCEPTION], next: null };
    const people = await interlock(['exceptions']);
    expect(people.code).toBe(0);
    expect(people.out.split('\n')[1]).toMatch(
      /^EX-1 +open +lyon +erp +posted disposition +.* The books are closed\.$/,
    );
    const programs = await interlock(['exceptions', '--json']);
    expect(JSON.parse(programs.out)).toEqual({ items: [EXCEPTION], next: null });
    expect(asked[0]?.key).toBe('Bearer k');
  });

  it('resolves an exception with what it was given', async () => {
    answers['POST /v1/exceptions/EX-1/resolution'] = { ...EXCEPTION, state: 'closed' };
    const args = [
      'exceptions',
      'amend',
      'EX-1',
      '--reason',
      'month-end',
      '--payload',
      '{"postingDate":"2026-12-01"}',
    ];
    expect((await interlock(args)).code).toBe(0);
    expect(JSON.parse(asked[0]!.body)).toEqual({
      action: 'amend',
      reason: 'month-end',
      payload: { postingDate: '2026-12-01' },
    });
  });

  it('ends with 1 and the words of the API where that refuses, with 3 where it does not answer', async () => {
    const { code, err } = await interlock(['hold', 'QH/1']);
    expect([code, err]).toEqual([1, 'There is no /v1/quality-holds/QH%2F1. (404 not-found)\n']);
    const away = await interlock(['holds'], { INTERLOCK_API: 'http://127.0.0.1:1', INTERLOCK_KEY: 'k' });
    expect(away).toMatchObject({ code: 3, err: expect.stringContaining('does not answer') });
  });

  it.each([
    [['fly']],
    [['hold']],
    [['exceptions', 'retry', 'EX-1']],
    [['holds', '--state', 'shut']],
    [['holds', 'dispose', 'QH-1', '--lot', 'L']],
    [['holds', 'place', '--lot', 'L', '--part', 'many']],
    [['changes', 'request', 'ECO-1042', '--plant', 'lyon']],
    [['--as', 'quality', 'holds']],
    [['exceptions', 'amend', 'EX-1', '--reason', 'r', '--payload', '{']],
    [['events', '--after', 'yesterday']],
    [['topology', 'check', 'no-such-file.yaml']],
  ])('ends with 2 where it is used wrongly: %j', async (args) => {
    const { code, err } = await interlock(args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
    expect(asked).toEqual([]);
  });

  it('reads stack.json where the environment names no API, and says what to do where there is none', async () => {
    const none = await interlock(['holds'], { INTERLOCK_DATA: folder });
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('npm start') });
    writeFileSync(
      join(folder, 'stack.json'),
      JSON.stringify({
        api,
        keys: { administrator: 'a', quality: 'q' },
        systems: { erp: 'http://127.0.0.1:1' },
      }),
    );
    answers['GET /v1/quality-holds'] = { items: [], next: null };
    expect((await interlock(['--as', 'quality', 'holds'], { INTERLOCK_DATA: folder })).out).toBe('none\n');
    expect(asked.at(-1)?.key).toBe('Bearer q');
    const nobody = await interlock(['--as', 'nobody', 'holds'], { INTERLOCK_DATA: folder });
    expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining('it has administrator, quality') });
  });

  it('shows examples with each help, and ends with 0', async () => {
    const { code, out } = await interlock(['topology', 'apply', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('$ npx interlock topology apply');
    expect((await interlock(['--help'])).out).toContain(
      'Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 the API cannot be reached or cannot answer now.',
    );
  });

  it('reads the event log to its end, page by page', async () => {
    const event = (sequence: number) => ({ sequence, time: 't', type: 'x', subject: 's', plant: null });
    answers['GET /v1/events?limit=200'] = { events: [event(1), event(2)] };
    answers['GET /v1/events?after=2&limit=200'] = { events: [] };
    const { out } = await interlock(['events', '--json']);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { sequence: number }).sequence),
    ).toEqual([1, 2]);
  });
});
