import type { EngineeringChange } from '../../contracts/engineering-change';
import { clearUp, engineer, exceptionsOf, expectAgreement, reaches, release } from '../promises/e/change';
import { impatientStack } from '../promises/e/impatient';
import { OPERATIONS } from '../promises/e/steps';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { patienceIsOver } from './ledger';

const ITEM = 'ADH-1';
const LINE = 'BOM line SHEET-4: 0.03 MTK instead of 0.025 MTK';

describe('The ERP stages a BOM whose quantities it rounds', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack('steps');
  });
  afterEach(() => clearUp(stack));

  /** @returns once a person is told which line it is */
  async function rounded(): Promise<EngineeringChange> {
    await stack.control('erp').faults({ round: 2, operations: [OPERATIONS.erp.stage] });
    const { id } = await release(stack, await engineer(stack, [ITEM]));
    const change = await reaches(stack, id, 'staging');
    // A slow machine has the ERP, or another system, out of patience first: that is told, too, and is over when it answers.
    await eventually(async () => {
      expect(await exceptionsOf(stack, change)).toMatchObject([
        {
          system: 'erp',
          step: 'staged item',
          subject: { id: `${ITEM}@lyon` },
          reason: { code: 'contradicted', text: expect.stringContaining(LINE) as string },
        },
      ]);
      return true;
    });
    return change;
  }

  it('reading back finds it and says which line; mended in time, it goes on by itself', async () => {
    const { id } = await rounded();
    await stack.control('erp').faults({});
    await reaches(stack, id, 'active');
    await expectAgreement(stack, id);
  });

  it('and nobody mends it: all staging is undone', async () => {
    const { id, transaction } = await rounded();
    await patienceIsOver(stack, transaction);
    const { findings } = await reaches(stack, id, 'withdrawn');
    expect(findings).toMatchObject([
      { code: 'staging-refused', system: 'erp', text: expect.stringContaining(LINE) as string },
    ]);
    await expectAgreement(stack, id);
  });
});
