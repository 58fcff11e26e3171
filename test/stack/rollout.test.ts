import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Effectivity } from '../../contracts/engineering-change';
import { findProcess } from '../../tools/stack/processes';
import type { Records } from '../../tools/stack/supervisor';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';
import {
  engineer,
  expectAgreement,
  FAR,
  heal,
  reaches,
  release as releaseChange,
  withdraw,
  type PlantName,
} from '../promises/e/change';
import { atScreen, onScreen } from './floor';
import { complete, park } from './park';
import { alteredRelease, thisRelease, type Release } from './release';

const STEP = /step = await ledger\.advance\([^;]*;/;
const PAUSE = "await sleep('1 millisecond', { summary: 'looked at twice' });";
/** Whose revision changes at each plant. */
const ITEMS: Record<PlantName, string> = { lyon: 'BRACKET-100', monterrey: 'PLATE-7' };

const IMPORT = [/ {2}patched,\n/, '$&  sleep,\n'] as const;

describe('Old sagas under a new version', () => {
  let stack: TestStack;
  let first: Release;
  let second: Release;
  let connection: Connection | undefined;
  let stopSecond = () => Promise.resolve();
  let startFirst = () => {};
  beforeAll(async () => {
    first = thisRelease();
    [stack, second] = await Promise.all([
      startStack(),
      alteredRelease('second', 'quality-hold', [
        IMPORT,
        [STEP, `$&\n    if (number > 1 && patched('looked-at-twice')) ${PAUSE}`],
        [/what was put off is due/, 'what was put off is tried again'],
      ]),
    ]);
    connection = await Connection.connect({ address: stack.description().temporal });
  });
  afterAll(async () => {
    startFirst();
    await stopSecond();
    await connection?.close();
    await stack.stop();
  });

  it('what was parked under version 1 completes under version 2', async () => {
    const effective = await park(stack, 180);
    const change = await staged('monterrey', { kind: 'use-up' });
    await stack.control('mes-monterrey').faults({ down: true });
    const partial = await park(stack, 20, 'monterrey', 'partial');

    expect(await second.migrate(stack)).toContain('applied 9999_second.sql');
    await complete(stack, [...(await park(stack, 5)), ...effective.splice(0, 5)]);
    stopSecond = await second.startWorkers(stack);
    // A plant that is newer than the enterprise, and then one that is older.
    await second.rollout(stack, 'to', '--only', 'lyon');
    await complete(stack, [...(await park(stack, 5)), ...effective.splice(0, 5)]);
    const said = await second.rollout(stack, 'to', '--only', 'enterprise');
    expect(said).toMatch(new RegExp(`^\\d+ open sagas replay under version ${second.version}`));
    expect(said).toContain(`the workers of ${first.version} have nothing more to come`);
    await heal(stack);
    await complete(stack, partial);
    await second.rollout(stack, 'to');
    startFirst = stopFirst();
    await eventually(() => firstPids().every((pid) => findProcess(pid) === null));

    await complete(stack, effective);
    await useUp('monterrey');
    await reaches(stack, change, 'active', { plant: 'monterrey' });
    await expectAgreement(stack, change);
    await noneIsLeft(first);
  });

  it('what was parked under version 2 completes under version 1, to which it is rolled back', async () => {
    const parked = await park(stack, 40);
    const change = await staged('lyon', FAR);
    await stack.control('mes-monterrey').faults({ down: true });
    parked.push(...(await park(stack, 10, 'monterrey', 'partial')));
    await eventually(async () => (await under(second)) >= 50);

    startFirst();
    expect(await first.migrate(stack)).toContain('up to date');
    await first.rollout(stack, 'back', second.version, '--only', 'enterprise');
    await complete(stack, [...(await park(stack, 5)), ...parked.splice(0, 5)]);
    await first.rollout(stack, 'back', second.version);
    await stopSecond();
    await first.rollout(stack, 'back', second.version);

    await heal(stack);
    await complete(stack, parked);
    await withdraw(stack, change);
    await reaches(stack, change, 'withdrawn');
    await expectAgreement(stack, change);
    await noneIsLeft(second);
  });

  it('a version under which an open saga would do otherwise is not rolled out', async () => {
    const [parked] = await park(stack, 1);
    const third = await alteredRelease('third', 'quality-hold', [IMPORT, [STEP, `$&\n    ${PAUSE}`]]);
    await expect(third.rollout(stack, 'to')).rejects.toThrow(
      new RegExp(`sagas do not replay under version ${third.version}[^]*quality-hold/${parked!.hold.id}`),
    );
    expect(await first.rollout(stack, 'status')).toContain(
      `interlock-enterprise: ${first.version} is current`,
    );
  });

  /** A change of an item of its own that waits, staged. @returns its id */
  async function staged(plant: PlantName, effectivity: Effectivity): Promise<string> {
    const { id } = await releaseChange(stack, await engineer(stack, [ITEMS[plant]], { plant }), [
      { plant, effectivity },
    ]);
    await reaches(stack, id, 'staged', { plant });
    return id;
  }

  /** The last of the item leaves the plant. */
  async function useUp(plant: PlantName): Promise<void> {
    const asked = { plant, items: [ITEMS[plant]] };
    const open = await onScreen<{ stock: { lot: string; quantity: string }[] }>(
      stack,
      'erp',
      '/open-object-queries',
      asked,
    );
    for (const { lot, quantity } of open.stock)
      expect(await atScreen(stack, 'erp', '/goods-issues', { order: 'PO-7101', lot, quantity })).toBe(200);
  }

  const firstPids = () =>
    stack
      .description()
      .processes.filter(({ name }) => name.startsWith('worker-'))
      .map(({ pid }) => pid);

  /** The stack's own supervisor stands still meanwhile, or it would start them again. @returns lets it go on, and do that */
  function stopFirst(): () => void {
    const { supervisor } = JSON.parse(readFileSync(join(stack.data, 'pids.json'), 'utf8')) as Records;
    process.kill(supervisor.pid, 'SIGSTOP');
    for (const pid of firstPids()) process.kill(pid, 'SIGTERM');
    return () => process.kill(supervisor.pid, 'SIGCONT');
  }

  const count = async (query: string) =>
    (
      await new Client({ connection, namespace: 'interlock' }).workflow.count(
        `${query} AND ExecutionStatus = 'Running'`,
      )
    ).count;
  /** Open sagas whose last task was done by that version. */
  const under = ({ version }: Release) =>
    count(`TemporalWorkerDeploymentVersion = 'interlock-enterprise:${version}'`);
  /** No open saga was last at work under that version, and none has tasks that fail one after the other. */
  const noneIsLeft = (release: Release) =>
    eventually(async () => {
      expect([await under(release), await count('TemporalReportedProblems IS NOT NULL')]).toEqual([0, 0]);
      return true;
    });
});
