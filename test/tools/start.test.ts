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
