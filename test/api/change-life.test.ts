import type {
  EngineeringChange,
  ItemRevision,
  Preflight,
  Specification,
  Withdrawal,
} from '../../contracts/engineering-change';
import type { Caller } from '../support/api';
import { eventually } from '../support/eventually';
import { namedStack, type TestStack } from '../support/stack';
import { conformance } from './conformance';

let running: TestStack;
let check: ReturnType<typeof conformance>;
beforeAll(async () => {
  // Of its own: the changes that it asks for start from revision B.
  running = await namedStack('change-life');
  check = conformance(
    (await running.api('nobody').get<Parameters<typeof conformance>[0]>('/openapi.json')).body,
  );
});

/** A call whose answer must be as the document promises. */
async function call<T>(
  as: Caller,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const api = running.api(as);
  const answer = method === 'GET' ? await api.get<T>(path, headers) : await api.post<T>(path, body, headers);
  check(method, path, answer.status, answer.headers.get('content-type') ?? '', answer.body);
  return answer;
}
const get = async <T>(path: string, headers?: Record<string, string>) =>
  (await call<T>('auditor', 'GET', path, undefined, headers)).body;

const CHANGES = '/v1/engineering-changes';
/** Asks again for as long as it takes: a wait ends after a minute, wherever the change is by then. */
const when = (at: string, until: EngineeringChange['state'], state = until) =>
  eventually(async () => {
    const change = await get<EngineeringChange>(`${at}?until=${until}`, { prefer: 'wait=60' });
    return change.state === state && change;
  });
/** Far enough that it waits, staged, for as long as the test looks. */
const request = {
  change: { system: 'plm', id: 'ECO-1043' },
  plants: [{ plant: 'lyon', effectivity: { kind: 'date', localDate: '2126-12-02', at: 'shift-start' } }],
};

it('a change, from its request to its withdrawal, is told by the calls of the API as documented', async () => {
  const before = await get<ItemRevision>('/v1/items/PLATE-7/revision?plant=lyon');
  expect(before).toMatchObject({ item: 'PLATE-7', plant: 'lyon', buildable: true });

  // Where the systems have not all answered in time, who asks is told to ask again.
  const checked = await eventually(async () => {
    const answer = await call<Preflight>('quality', 'POST', `${CHANGES}/preflight`, request);
    return answer.status !== 503 && answer;
  });
  expect([checked.status, checked.body.ok]).toEqual([200, true]);

  const requested = await call<EngineeringChange>('engineering', 'POST', CHANGES, request);
  expect(requested.status).toBe(201);
  expect(requested.body).toMatchObject({
    state: 'checking',
    change: request.change,
    policy: 'plant-by-plant',
    items: [{ item: 'PLATE-7', to: 'C' }],
    requestedBy: { id: 'engineering' },
  });
  const { id } = requested.body;
  const at = requested.headers.get('location')!;
  expect(at).toBe(`${CHANGES}/${id}`);

  const second = await call<{ blocking: string[] }>('engineering', 'POST', CHANGES, request);
  expect([second.status, second.body.blocking]).toEqual([409, [id]]);

  const staged = await when(at, 'staged');
  expect(staged).toMatchObject({
    state: 'staged',
    findings: [],
    plants: [{ plant: 'lyon', state: 'staged', activeAt: null }],
  });
  expect(staged.plants[0]!.targets.filter(({ status }) => status !== 'observed')).toEqual([]);
  expect(
    (
      await get<{ items: EngineeringChange[] }>(
        `${CHANGES}?state=staged&plant=lyon&change=ECO-1043&item=PLATE-7`,
      )
    ).items,
  ).toMatchObject([{ id }]);
  expect(await get<ItemRevision>('/v1/items/PLATE-7/revision?plant=lyon')).toEqual(before);

  const unaffected = {
    object: 'order',
    id: 'PO-none',
    plant: 'lyon',
    decision: 'rework',
    quantityAssessed: '1',
  };
  const decide = (as: Caller, decision: object) =>
    call<{ code: string }>(as, 'POST', `${at}/decisions`, decision);
  expect((await decide('planning', unaffected)).body.code).toBe('unknown-object');
  expect((await decide('planning', { ...unaffected, plant: 'monterrey' })).body.code).toBe('unknown-plant');
  expect((await decide('quality', unaffected)).status).toBe(403);

  const reason = 'the supplier is not ready';
  expect((await call('planning', 'POST', `${at}/withdrawal`, { reason })).status).toBe(403);
  const withdrawal = await call<Withdrawal>('engineering', 'POST', `${at}/withdrawal`, { reason });
  expect(withdrawal.status).toBe(202);
  expect(withdrawal.body).toMatchObject({
    plants: ['lyon'],
    forward: [],
    change: { id, withdrawal: { reason, by: 'engineering' } },
  });

  const withdrawn = await when(at, 'active', 'withdrawn');
  expect(withdrawn).toMatchObject({ state: 'withdrawn', plants: [{ state: 'withdrawn' }] });
  expect((await call('engineering', 'POST', `${at}/withdrawal`, { reason })).status).toBe(409);

  expect(await get(`/v1/transactions/${withdrawn.transaction}`)).toMatchObject({
    hold: null,
    change: { id, state: 'withdrawn' },
  });
  const audit = await get<{ items: { action: string }[] }>(
    `/v1/audit?transaction=${withdrawn.transaction}&limit=200`,
  );
  expect(audit.items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['decideAffected.refused', 'withdrawChange.refused']),
  );
});

it('a change that is not complete is refused, and says everything at once', async () => {
  const { body, headers } = await call<EngineeringChange>('engineering', 'POST', CHANGES, {
    change: { system: 'plm', id: 'ECO-1044' },
    plants: [{ plant: 'monterrey', effectivity: { kind: 'immediate' } }],
  });
  const refused = await when(headers.get('location')!, 'refused');
  expect(refused).toMatchObject({ id: body.id, state: 'refused' });
  expect(refused.findings.filter(({ severity }) => severity === 'error')).toHaveLength(5);
});

it('items are told with their limits', async () => {
  const revision = await get<ItemRevision>('/v1/items/PIN-10/revision?plant=monterrey');
  const specification = await get<Specification>('/v1/items/PIN-10/specification?plant=monterrey');
  expect(specification).toMatchObject({ item: 'PIN-10', revision: revision.revision, plant: 'monterrey' });
  expect(specification.characteristics).not.toEqual([]);
});
