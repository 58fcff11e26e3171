import {
  clearUp,
  engineer,
  exceptionIn,
  exceptionsOf,
  expectAgreement,
  getChange,
  itemIn,
  plantOf,
  reaches,
  release,
} from '../promises/e/change';
import { impatientStack } from '../promises/e/impatient';
import { OPERATIONS } from '../promises/e/steps';
import { freeze } from './freeze';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

const ITEM = 'BRACKET-100';
const OFFLINE = 'monterrey';
const MES = 'mes-monterrey';

describe('A plant goes offline while a change is being staged there', () => {
  let stack: TestStack;
  let goOn = () => {};
  beforeAll(async () => {
    stack = await impatientStack('offline');
  });
  afterEach(async () => {
    goOn();
    await clearUp(stack);
  });

  it.each([
    ['its MES', async () => stack.control(MES).faults({ down: true })],
    [
      'its worker',
      async () => {
        goOn = freeze(stack, 'worker-monterrey');
        await stack.control(MES).faults({});
      },
    ],
  ])(
    '%s: it waits, a person is told, the other plant goes on, and it follows by itself',
    async (_what, takeOffline) => {
      const own = await engineer(stack, [ITEM]);
      const { from, to } = own.items[0]!;
      await stack.control(MES).faults({ status: 503, operations: [OPERATIONS.mes.stage] });
      const { id } = await release(stack, own, ['lyon', OFFLINE]);
      await reaches(stack, id, 'staging', { plant: OFFLINE });
      await takeOffline();

      const change = await reaches(stack, id, 'active');
      expect(await exceptionIn(stack, change, MES)).toMatchObject({ plant: OFFLINE, step: 'staged item' });
      // The other systems may still be on their way: one plant does not wait for what the other has staged.
      await eventually(async () => {
        expect(plantOf(await getChange(stack, id), OFFLINE)).toMatchObject({
          state: 'staging',
          pivotedAt: null,
          waitsFor: `${MES} to be staged`,
        });
        return true;
      });
      const said = await itemIn(stack, ITEM, OFFLINE);
      expect(said).toMatchObject({
        [MES]: { active: from, staged: null },
        erp: { active: from, staged: to },
      });

      goOn();
      await stack.control(MES).faults({});
      await reaches(stack, id, 'active', { plant: OFFLINE });
      await expectAgreement(stack, id);
      expect(await exceptionsOf(stack, change)).toEqual([]);
    },
  );
});
