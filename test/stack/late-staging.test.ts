import {
  askedSince,
  clearUp,
  engineer,
  expectAgreement,
  farAt,
  reaches,
  release,
  withdraw,
} from '../promises/e/change';
import { eventually } from '../support/eventually';
import { stack, type TestStack } from '../support/stack';

const ITEM = 'SHEET-4';
/** Longer than anybody waits: what hangs is worked on when the fault is cleared. */
const HANGS_MS = 3_600_000;

let running: TestStack;
beforeAll(async () => {
  running = await stack();
});
afterEach(() => clearUp(running));

it.each([
  ['plm', 'implementation-start'],
  ['erp', 'planned-revision'],
  ['mes-lyon', 'routing-deployment'],
  ['qms', 'plan-draft'],
])(
  'E4 a withdrawal does not wait for %s, where %s hangs; worked on later, it has no effect',
  async (system, operation) => {
    const own = await engineer(running, [ITEM]);
    await running.control(system).faults({ latencyMs: HANGS_MS, operations: [operation] });
    const { id, requestedAt } = await release(running, own, farAt('lyon'));
    const asked = async () =>
      (await askedSince(running, system, `${ITEM}@lyon`, requestedAt)).filter(
        (one) => one.operation === operation,
      );
    await eventually(async () => (await asked()).length > 0);
    expect((await withdraw(running, id)).status).toBe(202);
    await reaches(running, id, 'withdrawn');
    await running.control(system).faults({});
    await expectAgreement(running, id);
    expect((await asked()).filter(({ effects }) => effects > 0)).toEqual([]);
  },
);
