import { atScreen } from '../stack/floor';
import { patienceIsOver } from '../stack/ledger';
import {
  askedSince,
  clearUp,
  engineer,
  exceptionIn,
  expectAgreement,
  getChange,
  heal,
  itemIn,
  plantOf,
  reaches,
  release,
  withdraw,
} from './e/change';
import { impatientStack } from './e/impatient';
import { KEEPERS, OPERATIONS, systemOf } from './e/steps';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

const ITEM = 'BAR-3';

describe('E2 all or nothing', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack();
  });
  afterEach(() => clearUp(stack));

  const both = ['lyon', 'monterrey'] as const;
  const allOrNothing = { policy: 'all-or-nothing' } as const;
  const request = async () => release(stack, await engineer(stack, [ITEM]), both, allOrNothing);

  it('E2 no plant passes the pivot before all are staged, and then none can be withdrawn', async () => {
    await stack.control('mes-monterrey').faults({ down: true });
    const { id } = await request();
    await reaches(stack, id, 'staged');
    await eventually(async () => plantOf(await getChange(stack, id)).waitsFor === 'every plant to be staged');
    expect((await itemIn(stack, ITEM)).erp).toMatchObject({
      active: (await getChange(stack, id)).items[0]!.from,
    });
    await stack.control('mes-lyon').faults({ status: 503, operations: ['start-stop'] });
    await stack.control('mes-monterrey').faults({});
    await reaches(stack, id, 'activating');
    expect(await withdraw(stack, id)).toMatchObject({ status: 409 });
    await heal(stack);
    for (const plant of both) await reaches(stack, id, 'active', { plant });
    await expectAgreement(stack, id);
  });

  it('E2 one plant that is refused undoes the other', async () => {
    const blocked = { item: ITEM, plant: 'monterrey', reason: 'stocktaking' };
    expect(await atScreen(stack, 'erp', '/period-blocks', blocked)).toBe(200);
    const { id } = await request();
    await reaches(stack, id, 'refused', { plant: 'monterrey' });
    await reaches(stack, id, 'withdrawn');
    await expectAgreement(stack, id);
    expect(await atScreen(stack, 'erp', '/period-blocks', { ...blocked, reason: null })).toBe(200);
  });

  it('E2 one plant whose staging is rejected undoes both', async () => {
    await stack.control('mes-monterrey').faults({ status: 422, operations: [OPERATIONS.mes.stage] });
    const change = await request();
    const { id, requestedAt, transaction } = change;
    await reaches(stack, id, 'staged');
    await exceptionIn(stack, change, 'mes-monterrey');
    await patienceIsOver(stack, transaction);
    for (const plant of both) await reaches(stack, id, 'withdrawn', { plant });
    await expectAgreement(stack, id);
    for (const keeper of KEEPERS)
      expect(
        (await askedSince(stack, systemOf(keeper), `${ITEM}@lyon`, requestedAt)).map(
          ({ operation }) => operation,
        ),
      ).not.toContain(OPERATIONS[keeper].activate);
  });
});
