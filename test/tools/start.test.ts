import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcess } from '../../tools/stack/processes';
import { startStack } from '../support/stack';
import { eventually } from '../support/eventually';

test('a stack keeps ports, keys and data, stops without a process left, and starts over one that was killed', async () => {
  const stack = await startStack();
  const { processes, ...kept } = stack.description();
  const lot = () => stack.api('auditor').get<{ lot: string }>('/v1/lots/PIN-10:L-0417');
  await eventually(async () => (await lot()).status === 200);

  stack.killSupervisor();
  await stack.startAgain();
  const { processes: second, ...again } = stack.description();
  expect(again).toEqual(kept);
  expect(processes.map(({ pid }) => findProcess(pid))).toEqual(processes.map(() => null));
  expect((await lot()).body.lot).toBe('PIN-10:L-0417');

  await stack.stop();
  expect(second.map(({ pid }) => findProcess(pid))).toEqual(second.map(() => null));
});

test('a fresh start keeps nothing of the life before: no key, no credential, no data', async () => {
  const stack = await startStack('--fresh');
  const secrets = () =>
    readdirSync(stack.data)
      .filter((name) => name.endsWith('.json') && !['stack.json', 'pids.json'].includes(name))
      .map((name) => [name, readFileSync(join(stack.data, name), 'utf8')] as const);
  const before = secrets();
  await stack.stop();
  await stack.startAgain();
  const after = new Map(secrets());
  expect(after.size).toBe(before.length);
  for (const [name, text] of before) expect([name, after.get(name)]).not.toEqual([name, text]);
  await stack.stop();
});
