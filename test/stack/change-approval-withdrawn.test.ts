import {
  clearUp,
  engineer,
  expectAgreement,
  farAt,
  itemIn,
  reaches,
  release,
  request,
} from '../promises/e/change';
import { impatientStack } from '../promises/e/impatient';
import { OPERATIONS } from '../promises/e/steps';
import { atScreen } from './floor';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

const ITEM = 'SHEET-4';

describe('The PLM withdraws its approval', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack();
  });
  afterEach(() => clearUp(stack));

  it.each(['staging', 'staged'] as const)('while %s: everything is undone', async (state) => {
    const own = await engineer(stack, [ITEM]);
    if (state === 'staging')
      await stack.control('qms').faults({ status: 503, operations: [OPERATIONS.qms.stage] });
    const { id } = await release(stack, own, farAt('lyon'));
    await reaches(stack, id, state);
    await eventually(async () => (await itemIn(stack, ITEM)).erp!.staged === own.items[0]!.to);
    expect(await atScreen(stack, 'plm', `/changes/${own.id}/withdrawal`, {})).toBe(200);
    await reaches(stack, id, 'withdrawn');
    const { withdrawal } = await expectAgreement(stack, id);
    expect(withdrawal).toMatchObject({ by: 'plm', reason: `plm withdrew its approval of ${own.id}` });

    const again = await request(stack, own);
    const refused = await reaches(stack, again.body.id, 'refused');
    expect(refused.findings).toMatchObject([{ code: 'change-not-approved' }]);
  });
});
