import { Client, Connection } from '@temporalio/client';
import { dataConverterOf } from '../../temporal/data-converter';
import { NAMESPACE, payloadKeysIn } from '../../tools/stack/interlock';
import {
  askedSince,
  clearUp,
  engineer,
  exceptionsOf,
  expectAgreement,
  farAt,
  getChange,
  itemIn,
  plantOf,
  reaches,
  release,
  systemsAt,
} from './e/change';
import { impatientStack } from './e/impatient';
import { OPERATIONS } from './e/steps';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

const ITEM = 'PLATE-7';
/** Released at both plants together, so that both build the same. */
const SHARED = 'BRACKET-100';
const SYSTEMS = systemsAt('lyon');

describe('E4 a saga that is cancelled in Temporal', () => {
  let stack: TestStack;
  let connection: Connection;
  let client: Client;
  beforeAll(async () => {
    stack = await impatientStack('steps');
    connection = await Connection.connect({ address: stack.description().temporal });
    const dataConverter = dataConverterOf(payloadKeysIn(stack.data));
    client = new Client({ connection, namespace: NAMESPACE, dataConverter });
  });
  afterEach(() => clearUp(stack));
  afterAll(() => connection.close());

  const saga = (id: string) => client.workflow.getHandle(`engineering-change/${id}`);
  const rollout = (id: string) => client.workflow.getHandle(`plant-rollout/${id}/lyon`);
  const HANDLES = [
    ['the whole', saga],
    ['one plant', rollout],
  ] as const;
  const both = ['lyon', 'monterrey'] as const;

  async function staged(): Promise<string> {
    const { id } = await release(stack, await engineer(stack, [SHARED]), farAt(...both));
    for (const plant of both) await reaches(stack, id, 'staged', { plant });
    return id;
  }

  it('E4 the whole, staged: both plants are undone', async () => {
    const id = await staged();
    await saga(id).cancel();
    for (const plant of both) await reaches(stack, id, 'withdrawn', { plant });
    const { withdrawal } = await expectAgreement(stack, id);
    expect(withdrawal).toMatchObject({ by: 'temporal', reason: 'its saga was cancelled in Temporal' });
    await saga(id).result();
  });

  it('E4 one plant, staged: that plant is undone, and the other stays', async () => {
    const id = await staged();
    await rollout(id).cancel();
    await reaches(stack, id, 'withdrawn');
    await rollout(id).result();
    expect(plantOf(await getChange(stack, id), 'monterrey').state).toBe('staged');
    await expectAgreement(stack, id);
  });

  it.each(HANDLES)('E4 %s, with a system down: it is undone there too', async (_what, handle) => {
    const own = await engineer(stack, [ITEM]);
    const { id } = await release(stack, own, farAt('lyon'));
    await reaches(stack, id, 'staged');
    await stack.control('qms').faults({ down: true });
    await handle(id).cancel();
    await eventually(async () => {
      const said = await itemIn(stack, ITEM);
      return SYSTEMS.every((system) => (said[system]!.staged === null) !== (system === 'qms'));
    });
    const change = await reaches(stack, id, 'withdrawing');
    await eventually(async () => (await exceptionsOf(stack, change)).length === 1);
    await stack.control('qms').faults({});
    await reaches(stack, id, 'withdrawn');
    await expectAgreement(stack, id);
    await handle(id).result();
  });

  it.each(HANDLES)('E4 %s, after the pivot: it goes forward', async (_what, handle) => {
    await stack.control('mes-lyon').faults({ status: 503, operations: ['start-stop'] });
    const { id } = await release(stack, await engineer(stack, [ITEM]));
    await reaches(stack, id, 'activating');
    await handle(id).cancel();
    await stack.control('mes-lyon').faults({});
    await reaches(stack, id, 'active');
    await expectAgreement(stack, id);
    await handle(id).result();
  });

  it('E4 ended by force: another goes on where it was', async () => {
    await stack.control('erp').faults({ status: 503, operations: [OPERATIONS.erp.stage] });
    const own = await engineer(stack, [ITEM]);
    const { id, requestedAt } = await release(stack, own);
    await eventually(async () => (await itemIn(stack, ITEM)).qms!.staged === own.items[0]!.to);
    await rollout(id).terminate('a test ends it');
    await stack.control('erp').faults({});
    await reaches(stack, id, 'active');
    await expectAgreement(stack, id);
    for (const system of SYSTEMS) {
      const asked = await askedSince(stack, system, `${ITEM}@lyon`, requestedAt);
      expect([system, asked.filter(({ effects }) => effects !== 1)]).toEqual([system, []]);
    }
  });
});
