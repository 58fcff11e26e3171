import type { EngineeringChange } from '../../contracts/engineering-change';
import { definitionsOf, type DefinitionModel } from '../../adapters/tryton/revision/definitions';
import { loginOf } from '../../tools/tryton/seed/users';
import { openSession } from '../../tools/tryton/session';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';

const INSTANCES = { erp: 'erp', mes: 'mes-lyon', qms: 'qms' } as const;
type Instance = keyof typeof INSTANCES;
const CHANGE = { system: 'plm', id: 'ECO-1042' };

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack('--profile', 'tryton');
});
afterAll(() => stack?.stop());

const as = (user: 'floor' | 'admin', instance: Instance) =>
  openSession(stack.description().systems[INSTANCES[instance]]!, instance, loginOf(user));

async function request(plant: string, kind: 'immediate' | 'next-lot'): Promise<string> {
  const plants = [{ plant, effectivity: { kind } }];
  const { status, body } = await stack
    .api('engineering')
    .post<EngineeringChange>('/v1/engineering-changes', { change: CHANGE, plants });
  expect(status).toBe(201);
  return body.id;
}

const seen = async (id: string) =>
  (await stack.api('auditor').get<EngineeringChange>(`/v1/engineering-changes/${id}`)).body;
const when = (id: string, look: (change: EngineeringChange) => boolean) =>
  eventually(async () => {
    const change = await seen(id);
    return look(change) && change;
  });

/** What an instance has of PIN-10's revisions, archived ones in brackets. */
async function records(instance: Instance): Promise<string[]> {
  const model: DefinitionModel = instance === 'qms' ? 'quality.control' : 'production.bom';
  const found = await definitionsOf(as('admin', instance), model, 'PIN-10');
  return found.map(({ name, active }) => (active ? name : `(${name})`));
}
/** Has the system been read to have nothing of the change left? */
const isUndone = ({ plants }: EngineeringChange, system: string) =>
  plants[0]!.targets.some(
    (target) => target.system === system && target.desired.state === 'undone' && target.status === 'observed',
  );

test('a plant that the instances do not stand for is refused by ERP and QMS', async () => {
  const id = await request('monterrey', 'immediate');
  const { findings } = await when(id, ({ state }) => state === 'refused');
  expect(
    findings.filter(({ severity }) => severity === 'error').map(({ code, system }) => [code, system]),
  ).toEqual([
    ['item-not-at-plant', 'erp'],
    ['item-not-at-plant', 'qms'],
  ]);
});

test('a staged change that is withdrawn is undone where it can be at once, and in a hanging MES when it is back', async () => {
  const floor = as('floor', 'mes');
  const [order] = await floor.find<{ id: number }>('production', [['reference', '=', 'PO-7003']], []);
  await floor.press('production', 'run', [order!.id]);
  const id = await request('lyon', 'next-lot');
  await when(id, ({ plants }) => plants[0]!.waitsFor === 'the lot in the making to be finished');
  for (const instance of ['erp', 'mes', 'qms'] as const)
    expect(await records(instance)).toEqual(['PIN-10/B', '(PIN-10/C staged ECO-1042)']);

  const mes = stack.description().processes.find(({ name }) => name === 'mes-lyon')!.pid;
  process.kill(mes, 'SIGSTOP');
  try {
    await stack.api('engineering').post(`/v1/engineering-changes/${id}/withdrawal`, { reason: 'not yet' });
    await when(id, (change) => ['erp', 'qms'].every((system) => isUndone(change, system)));
    expect((await seen(id)).state).toBe('withdrawing');
    for (const instance of ['erp', 'qms'] as const) expect(await records(instance)).toEqual(['PIN-10/B']);
  } finally {
    process.kill(mes, 'SIGCONT');
  }
  await when(id, ({ state }) => state === 'withdrawn');
  expect(await records('mes')).toEqual(['PIN-10/B']);
});

test('it may be asked for again, and is active once every system says so', async () => {
  const id = await request('lyon', 'immediate');
  const { plants } = await when(id, ({ state }) => state === 'active');
  expect(
    plants[0]!.targets.map(({ system, subject, status }) => `${system} ${subject.kind} ${status}`).sort(),
  ).toEqual([
    'erp item observed',
    'mes-lyon item observed',
    'mes-lyon starts observed',
    'plm item observed',
    'qms item observed',
  ]);
  for (const instance of ['erp', 'mes', 'qms'] as const)
    expect(await records(instance)).toEqual(['(PIN-10/B)', 'PIN-10/C']);
  const { body } = await stack.api('auditor').get('/v1/items/PIN-10/revision?plant=lyon');
  expect(body).toMatchObject({ revision: 'C', buildable: true });
});

test('the order that was running by the old revision is finished by it', async () => {
  const floor = as('floor', 'mes');
  const [order] = await floor.find<{ id: number }>('production', [['reference', '=', 'PO-7003']], []);
  await floor.press('production', 'do', [order!.id]);
  const [done] = await floor.read('production', [order!.id], ['state', 'bom.code']);
  expect(done).toMatchObject({ state: 'done', 'bom.': { code: 'PIN-10/B' } });
});
