import { stack } from '../support/stack';
import { eventually } from '../support/eventually';

const SYSTEMS = ['erp', 'mes-lyon', 'mes-monterrey', 'plm', 'qms', 'wms'];

test('stack.json names every address, key, secret and process', async () => {
  const description = (await stack()).description();
  for (const address of [description.api, description.console, description.temporalUi]) {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
  }
  expect(description.temporal).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(description.postgres).toMatch(/^postgres:\/\//);
  for (const bySystem of [description.systems, description.controls, description.webhookSecrets]) {
    expect(Object.keys(bySystem).toSorted()).toEqual(SYSTEMS);
  }
  expect(Object.keys(description.keys).toSorted()).toEqual([
    'administrator',
    'auditor',
    'engineering',
    'partner',
    'planning',
    'plant-lyon',
    'plant-monterrey',
    'quality',
    'quality-lyon',
    'support',
  ]);
  expect(description.processes.map(({ name }) => name).toSorted()).toEqual(
    [
      'api',
      ...SYSTEMS,
      'postgres',
      'temporal',
      'worker-enterprise',
      'worker-lyon',
      'worker-monterrey',
    ].toSorted(),
  );
});

test('each process, killed, is back where it was', async () => {
  const { description, kill, api, control } = await stack();
  const before = description();
  for (const { name } of before.processes) await kill(name);

  const after = description();
  const pids = new Set(before.processes.map(({ pid }) => pid));
  expect(after.processes.filter(({ pid }) => pids.has(pid))).toEqual([]);
  expect({ ...after, processes: [] }).toEqual({ ...before, processes: [] });
  await eventually(async () => (await api('nobody').get('/readyz')).status === 200);
  for (const system of SYSTEMS) await eventually(() => control(system).state());
  await eventually(async () => (await fetch(before.temporalUi)).ok);
});
