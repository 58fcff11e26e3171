import type { EngineeringChange } from '../../contracts/engineering-change';
import { atScreen } from '../stack/floor';
import {
  askedSince,
  clearUp,
  builds,
  engineer,
  expectAgreement,
  getChange,
  itemIn,
  itemTarget,
  type OwnChange,
  plantOf,
  reaches,
  release,
  systemsAt,
} from './e/change';
import { impatientStack } from './e/impatient';
import { KEEPERS, OPERATIONS, systemOf } from './e/steps';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

const ITEM = 'PLATE-7';
/** Longer than any test: what hangs is worked on when the fault is cleared. */
const HANGS_MS = 3_600_000;

describe('E1 active only when all are', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack();
  });
  afterEach(() => clearUp(stack));

  it('E1 it was observed staged in each system, and active in each, before it is active', async () => {
    const { id } = await release(stack, await engineer(stack, [ITEM]));
    const change = await reaches(stack, id, 'active');
    await expectAgreement(stack, id);
    const { stagedAt, pivotedAt, activeAt, targets } = plantOf(change);
    for (const system of systemsAt('lyon')) {
      const { status, desired, generation, observedGeneration, observedAt } = itemTarget(change, system);
      expect([system, status, desired.state, observedGeneration]).toEqual([
        system,
        'observed',
        'active',
        generation,
      ]);
      expect(Date.parse(observedAt!)).toBeLessThanOrEqual(Date.parse(activeAt!));
    }
    expect(targets).toHaveLength(systemsAt('lyon').length + 1);
    expect([stagedAt, pivotedAt, activeAt].map((at) => Date.parse(at!))).toEqual(
      [stagedAt, pivotedAt, activeAt].map((at) => Date.parse(at!)).sort((a, b) => a - b),
    );
    const told = await stack
      .api('auditor')
      .get<{ events: { type: string }[] }>(`/v1/events?transaction=${change.transaction}&limit=100`);
    // A slow machine may have a system out of patience on the way: what a person is told of that comes in between.
    const ofChange = told.body.events.filter(({ type }) => !type.startsWith('interlock.exception.'));
    expect(ofChange.map(({ type }) => type)).toEqual(
      ['requested', 'accepted', 'staged', 'pivot-passed', 'activated'].map(
        (what) => `interlock.engineering-change.${what}.v1`,
      ),
    );
  });

  /** Stays between pivot and activation, because its MES cannot be asked to stop new starts. */
  async function atThePivot(): Promise<{ own: OwnChange; id: string }> {
    const own = await engineer(stack, [ITEM]);
    await stack.control('mes-lyon').faults({ status: 503, operations: ['start-stop'] });
    const { id } = await release(stack, own);
    await reaches(stack, id, 'activating');
    return { own, id };
  }

  it.each(KEEPERS)('E1 it is not active while the %s is down, and becomes so by itself', async (keeper) => {
    const { own, id } = await atThePivot();
    const down = systemOf(keeper);
    await stack.control(down).faults({ down: true });
    if (keeper !== 'mes') await stack.control('mes-lyon').faults({});
    const { from, to } = own.items[0]!;
    if (keeper !== 'mes')
      await eventually(async () => {
        const said = await itemIn(stack, ITEM);
        return systemsAt('lyon').every((system) => said[system]!.active === (system === down ? from : to));
      });
    // The system is out of its patience by then, and nothing else has come of it.
    await eventually(async () => itemTarget(await getChange(stack, id), down, kindOf(keeper)).exception);
    await expectActivating(id, from);
    await stack.control(down).faults({});
    await becomesActive(id, own);
  });

  it.each(KEEPERS)('E1 it is not active before the %s is, however slow', async (keeper) => {
    const own = await engineer(stack, [ITEM]);
    const slow = systemOf(keeper);
    await stack.control(slow).faults({ latencyMs: HANGS_MS, operations: [OPERATIONS[keeper].activate] });
    const { id } = await release(stack, own);
    const { from, to } = own.items[0]!;
    await eventually(async () => {
      const said = await itemIn(stack, ITEM);
      return systemsAt('lyon').every((system) => said[system]!.active === (system === slow ? from : to));
    });
    await expectActivating(id, from);
    await stack.control(slow).faults({});
    await becomesActive(id, own);
  });

  it.each(KEEPERS)('E1 a yes of the %s that is not true is found by reading back', async (keeper) => {
    const own = await engineer(stack, [ITEM]);
    const system = systemOf(keeper);
    const { activate } = OPERATIONS[keeper];
    await stack.control(system).faults({ lie: 1, operations: [activate] });
    const { id, requestedAt } = await release(stack, own);
    const lies = async () =>
      (await askedSince(stack, system, `${ITEM}@lyon`, requestedAt)).filter(
        ({ operation }) => operation === activate,
      );
    await eventually(async () => (await lies()).length >= 2);
    await expectActivating(id, own.items[0]!.from);
    await stack.control(system).faults({});
    await becomesActive(id, own);
    expect((await lies()).map(({ effects }) => effects)).toEqual([
      ...Array<number>((await lies()).length - 1).fill(0),
      1,
    ]);
  });

  async function expectActivating(id: string, from: string): Promise<void> {
    const change = await getChange(stack, id);
    expect(change).toMatchObject({ state: 'activating', plants: [{ state: 'activating', activeAt: null }] });
    expect(await builds(stack, ITEM)).toMatchObject({ revision: from, buildable: false });
  }

  /** Waits until it is active; whenever the API says so, every system says so. */
  async function becomesActive(id: string, { items }: OwnChange): Promise<void> {
    const { to } = items[0]!;
    await eventually(
      async () => {
        const said = await getChange(stack, id);
        const { revision, buildable } = await builds(stack, ITEM);
        const active = Object.values(await itemIn(stack, ITEM)).filter((one) => one.active === to).length;
        if (said.state === 'active' || revision === to || buildable)
          expect([said.id, active]).toEqual([id, systemsAt('lyon').length]);
        return said.state === 'active';
      },
      { every: 20 },
    );
    await expectAgreement(stack, id);
  }

  describe('E1 nothing is staged', () => {
    const blocked = (reason: string | null) => () =>
      atScreen(stack, 'erp', '/period-blocks', { item: ITEM, plant: 'lyon', reason });
    afterEach(() => blocked(null)());

    interface Refusal {
      readonly why: string;
      readonly code: string;
      readonly more?: Parameters<typeof engineer>[2];
      readonly first?: () => Promise<unknown>;
    }
    const REFUSALS: readonly Refusal[] = [
      {
        why: 'the PLM has no instruction for an operation',
        code: 'instruction-missing',
        more: {
          adjust: (content) => ({
            routing: content.routing.map((operation) => ({ ...operation, instruction: null })),
          }),
        },
      },
      {
        why: 'the ERP has closed the period',
        code: 'period-blocked',
        first: blocked('stocktaking'),
      },
      {
        why: 'the MES has no such work centre',
        code: 'work-centre-missing',
        more: {
          adjust: (content) => ({
            routing: content.routing.map((operation) => ({ ...operation, workCentres: ['CNC-7'] })),
          }),
        },
      },
      {
        why: 'the QMS has no gauge that is fit for use',
        code: 'gauge-unknown',
        more: {
          adjust: ({ plan }) => ({
            plan: {
              ...plan,
              characteristics: plan.characteristics.map((one) => ({ ...one, gauge: 'G-13' })),
            },
          }),
        },
      },
    ];

    it.each(REFUSALS)('E1 where $why', async ({ code, more, first }) => {
      const own = await engineer(stack, [ITEM], more);
      await first?.();
      const { id, requestedAt } = await release(stack, own);
      const refused: EngineeringChange = await reaches(stack, id, 'refused');
      expect(refused.findings.filter(({ severity }) => severity === 'error')).toMatchObject([{ code }]);
      await expectAgreement(stack, id);
      for (const keeper of KEEPERS)
        expect(
          (await askedSince(stack, systemOf(keeper), `${ITEM}@lyon`, requestedAt)).filter(
            ({ operation }) => operation === OPERATIONS[keeper].stage,
          ),
        ).toEqual([]);
    });
  });
});

/** What is asked first of the MES after the pivot is to stop new starts. */
const kindOf = (keeper: string) => (keeper === 'mes' ? 'starts' : 'item');
