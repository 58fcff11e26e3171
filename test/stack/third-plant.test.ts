import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { RunningTopology, TopologyPlan } from '../../contracts/topology-version';
import { reconciliationOf } from '../../temporal/schedules';
import { DIST } from '../../tools/root';
import { NAMESPACE } from '../../tools/stack/interlock';
import { eventually } from '../support/eventually';
import { namedStack, type TestStack } from '../support/stack';
import { ea, freshLot, newLot, place, reached, release, taken } from './material';
import { MES, PLANT, ThirdPlant } from './third-plant';

/** A plant is added to, and taken from, a stack that runs: by a file, and by the command line. */
describe('onboarding', () => {
  let stack: TestStack;
  let third: ThirdPlant;
  beforeAll(async () => {
    stack = await namedStack('onboarding');
    third = await ThirdPlant.plan(stack);
  });
  afterAll(async () => {
    await third.stop();
    await stack.stop();
  });

  /** @returns exit code, and what was printed */
  const interlock = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const program = [join(DIST, 'tools', 'cli', 'main.js'), '--data', stack.data, ...args];
      execFile(process.execPath, program, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
      );
    });
  const running = async () => taken(200, await stack.api('auditor').get<RunningTopology>('/v1/topology'));
  const everybodyGoesBy = (version: number, processes: number) =>
    eventually(async () => {
      const { processes: all } = await running();
      const there = all.filter((one) => one.version === version && one.failure === null).length;
      return there >= processes || Promise.reject(new Error(JSON.stringify(all)));
    });
  /** To be waited for: a list of schedules may not show the newest. */
  const schedules = async () => {
    const connection = await Connection.connect({ address: stack.description().temporal });
    const ids: string[] = [];
    for await (const { scheduleId } of new Client({ connection, namespace: NAMESPACE }).schedule.list())
      ids.push(scheduleId);
    await connection.close();
    return ids;
  };

  it('a file that is wrong is refused with line, column and remedy, and nothing is changed', async () => {
    const file = third.file('wrong.yaml', (topology) => {
      topology.plants[PLANT]!.timeZone = 'America/Wichita';
    });
    const { code, out } = await interlock('topology', 'apply', file);
    expect(code).toBe(1);
    expect(out).toMatch(
      /wrong\.yaml:\d+:\d+: plants\.wichita\.timeZone: there is no time zone "America\/Wichita"; take/,
    );
    expect((await running()).version).toBe(0);
  });

  it('what a process cannot take it says, and goes on by the topology before', async () => {
    // Until every process has said why not, however busy the machine.
    const { code, out } = await interlock('topology', 'apply', third.file('three.yaml'), '--wait', '300');
    expect(code).toBe(1);
    expect(out).toContain('+ plants.wichita: start its worker');
    expect(out).toContain('add systems.mes-wichita');
    const worker = (await running()).processes.find(({ process }) =>
      process.startsWith('worker-enterprise/'),
    );
    expect(worker).toMatchObject({ version: 0, failure: { version: 1 } });
    // Nothing is lost of what it does meanwhile.
    await reached(stack, (await place(stack, [await freshLot(stack)])).id, 'effective');
  });

  it('a third plant is on, by a file alone and without a restart', async () => {
    const before = stack.description().processes;
    third.grantCredentials();
    await everybodyGoesBy(1, 4);
    const mes = await third.startMes();
    third.startWorker();
    await everybodyGoesBy(1, 5);

    const lot = newLot();
    await mes.addLots([{ lot, plant: PLANT, quantity: ea('100') }]);
    for (const system of ['wms', 'erp'])
      await stack.control(system).addLots([{ lot, plant: PLANT, quantity: ea('100') }]);
    const hold = await place(stack, [lot], { plant: PLANT });
    const effective = await reached(stack, hold.id, 'effective');
    const required = effective.targets.filter((target) => target.required);
    expect(new Map(required.map(({ system, status }) => [system, status]))).toEqual(
      new Map([
        ['wms', 'observed'],
        ['erp', 'observed'],
        [MES, 'observed'],
      ]),
    );
    expect((await mes.state()).lots[lot]).toMatchObject({ held: '100' });
    expect(stack.description().processes).toEqual(before);
    await eventually(async () => (await schedules()).includes(reconciliationOf(PLANT)));
  });

  it('a plant with open holds is not taken away; without, it goes, and its schedule with it', async () => {
    const { items } = taken(
      200,
      await stack.api('auditor').get<{ items: { id: string }[] }>(`/v1/quality-holds?plant=${PLANT}`),
    );
    const hold = items[0]!.id;
    const without = 'config/topology.demo.yaml';
    const refused = await interlock('topology', 'apply', without);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(new RegExp(`- plants\\.wichita.*\\n  REFUSED: open holds: ${hold}`));

    const [lot] = (await reached(stack, hold, 'effective')).lots;
    await release(stack, hold, lot!.lot);
    await reached(stack, hold, 'closed');
    await eventually(async () => {
      const { out } = await interlock('topology', 'diff', without, '--json');
      return (JSON.parse(out) as TopologyPlan).changes.every((change) => change.refused === null);
    });
    await interlock('topology', 'apply', without, '--wait', '5');
    await everybodyGoesBy(2, 4);
    await eventually(async () => !(await schedules()).includes(reconciliationOf(PLANT)));
  });

  it('is in the audit and in the event log, with who did it', async () => {
    const audit = await interlock('trace', (await running()).transaction!);
    expect(audit.out).toMatch(/Ada Administrator\s+topology applied topology\/2/);
    await eventually(async () => {
      const { out } = await interlock('events', '--type', 'interlock.topology.*');
      const told = out.match(/interlock\.topology\.applied\.v1/g)?.length ?? 0;
      return told === 2 || Promise.reject(new Error(out));
    });
  });
});
