import type { ChangeRequest, EngineeringChange, Withdrawal } from '../../contracts/engineering-change';
import { atScreen, onScreen } from '../stack/floor';
import { patienceIsOver } from '../stack/ledger';
import { SYSTEMS, taken } from '../stack/material';
import {
  clearUp,
  engineer,
  exceptionIn,
  exceptionsOf,
  expectAgreement,
  farAt,
  getChange,
  heal,
  itemIn,
  itemTarget,
  type OwnChange,
  plantOf,
  type PlantName,
  reaches,
  release,
  systemsAt,
  withdraw,
} from './e/change';
import { impatientStack } from './e/impatient';
import { KEEPERS, type Keeper, OPERATIONS, systemOf } from './e/steps';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

const ITEM = 'PIN-10';
const OTHER = 'BAR-3';

describe('E2 stage, verify, activate, verify', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack();
  });
  afterEach(() => clearUp(stack));

  const everySystem = async () =>
    Object.fromEntries(
      await Promise.all(SYSTEMS.map(async (system) => [system, await stack.control(system).state()])),
    ) as Record<string, object>;

  /** Asks that it be released there in a hundred years. @returns once it is staged */
  async function staged(own: OwnChange, ...plants: readonly PlantName[]): Promise<EngineeringChange> {
    const { id } = await release(stack, own, farAt(...plants));
    for (const plant of plants) await reaches(stack, id, 'staged', { plant });
    return getChange(stack, id);
  }

  /** Withdraws, and waits until nothing is left of it. */
  async function withdrawn(id: string): Promise<void> {
    taken(202, await withdraw(stack, id));
    await reaches(stack, id, 'withdrawn');
    await expectAgreement(stack, id);
  }

  describe('E2 staged', () => {
    const LIST = { plm: 'implementations', erp: 'materials', mes: 'routings', qms: 'plans' };

    it('E2 is inactive in every system, and dated to the year 3001', async () => {
      const own = await engineer(stack, [ITEM]);
      const { id } = await staged(own, 'lyon');
      await expectAgreement(stack, id);
      const { from, to } = own.items[0]!;
      for (const keeper of KEEPERS) {
        const list = LIST[keeper];
        const answer = await onScreen<Record<string, object[]>>(
          stack,
          systemOf(keeper),
          `/${OPERATIONS[keeper].read.replace(/y$/, 'ies')}`,
          { [list]: [{ item: ITEM, plant: 'lyon' }] },
        );
        expect([keeper, answer[list]![0]]).toMatchObject([
          keeper,
          { active: { revision: from }, staged: { revision: to, change: own.id, validFrom: '3001-01-01' } },
        ]);
      }
      await withdrawn(id);
    });

    it('E2 changes nothing where a system passes the date by its own clock while another is offline', async () => {
      const { id } = await staged(await engineer(stack, [ITEM]), 'lyon');
      await stack.control('mes-lyon').faults({ down: true });
      for (const system of ['erp', 'qms', 'plm', 'mes-lyon'])
        await stack.control(system).clock('2127-01-01T00:00:00Z');
      // By what an order would get now, and not by what a system says of itself alone.
      const order = { id: `PO-${id}`, item: ITEM, plant: 'lyon', quantity: '1' };
      expect(await atScreen(stack, 'erp', '/production-orders', order)).toBe(200);
      expect((await stack.control('erp').state()).orders[order.id]).toMatchObject({
        revision: plantFrom(await getChange(stack, id)),
      });
      await expectAgreement(stack, id);
      await stack.control('mes-lyon').faults({});
      await withdrawn(id);
      // Its order has come to the floor by then: nothing is under way any more.
      await eventually(async () => (await stack.control('mes-lyon').state()).orders[order.id]);
    });

    const plantFrom = ({ items }: EngineeringChange) => items[0]!.from;
  });

  describe('E2 a withdrawal before the pivot', () => {
    const MOMENTS = [
      { state: 'checking', system: 'erp', operation: 'open-object-query' },
      { state: 'staging', system: 'qms', operation: OPERATIONS.qms.stage },
      { state: 'staged', system: null, operation: null },
    ] as const;

    it.each(MOMENTS)('E2 undoes everything, while $state', async ({ state, system, operation }) => {
      const own = await engineer(stack, [ITEM, OTHER]);
      const before = await everySystem();
      if (system) await stack.control(system).faults({ status: 503, operations: [operation] });
      const { id } = await release(stack, own, farAt('lyon'));
      await reaches(stack, id, state);
      if (state === 'staging')
        await eventually(async () => (await itemIn(stack, OTHER)).erp?.staged === own.items[1]!.to);
      const answer = taken(202, await withdraw(stack, id));
      expect(answer).toMatchObject({ plants: ['lyon'], forward: [] });
      await reaches(stack, id, 'withdrawn');
      await expectAgreement(stack, id);
      expect(await everySystem()).toEqual(before);
      expect((await withdraw(stack, id)).status).toBe(409);
    });

    it('E2 ends it, though the PLM has not said what it is; the PLM is asked no more once it answers', async () => {
      await stack.control('plm').faults({ status: 503, operations: ['change'] });
      const { id } = await release(stack, await engineer(stack, [ITEM]));
      const change = await getChange(stack, id);
      expect(change).toMatchObject({ state: 'checking', items: [] });
      await eventually(async () => (await exceptionsOf(stack, change)).length === 1);
      taken(202, await withdraw(stack, id));
      await reaches(stack, id, 'withdrawn');
      await heal(stack);
      await eventually(async () => (await exceptionsOf(stack, change)).length === 0);
    });

    it('E2 undoes in reverse within a system', async () => {
      const own = await engineer(stack, [ITEM, OTHER]);
      const { id, requestedAt } = await staged(own, 'lyon');
      await withdrawn(id);
      for (const keeper of KEEPERS) {
        const asked = (await stack.control(systemOf(keeper)).effects()).filter(({ at }) => at >= requestedAt);
        const { stage, undo } = OPERATIONS[keeper];
        const order = (operation: string) =>
          asked.filter((one) => one.operation === operation).map(({ subject }) => subject);
        expect([keeper, order(stage)]).toEqual([keeper, [`${ITEM}@lyon`, `${OTHER}@lyon`]]);
        expect([keeper, order(undo)]).toEqual([keeper, [`${OTHER}@lyon`, `${ITEM}@lyon`]]);
      }
    });

    it('E2 and what was withdrawn may be sent again', async () => {
      const own = await engineer(stack, [ITEM]);
      await withdrawn((await staged(own, 'lyon')).id);
      const { id } = await release(stack, own);
      await reaches(stack, id, 'active');
      await expectAgreement(stack, id);
    });
  });

  describe('E2 after the pivot', () => {
    it('E2 a withdrawal is refused, the PLM has no say, and the saga goes forward', async () => {
      const own = await engineer(stack, [ITEM]);
      await stack.control('mes-lyon').faults({ status: 503, operations: ['start-stop'] });
      const { id, transaction } = await release(stack, own);
      await reaches(stack, id, 'activating');
      expect(await withdraw(stack, id)).toMatchObject({ status: 409, body: { code: 'change-over' } });
      expect(await atScreen(stack, 'plm', `/changes/${own.id}/withdrawal`, {})).toBe(200);
      const audit = () =>
        stack
          .api('auditor')
          .get<{ items: { action: string }[] }>(`/v1/audit?transaction=${transaction}&limit=200`);
      await eventually(async () =>
        (await audit()).body.items.some(({ action }) => action === 'engineering-change.withdrawal-refused'),
      );
      expect(await getChange(stack, id)).toMatchObject({ state: 'activating', withdrawal: null });
      await heal(stack);
      await reaches(stack, id, 'active');
      await expectAgreement(stack, id);
    });

    it('E2 of one plant, a withdrawal still stops the other', async () => {
      const own = await engineer(stack, [OTHER]);
      const immediately: ChangeRequest['plants'] = [{ plant: 'lyon', effectivity: { kind: 'immediate' } }];
      const { id } = await release(stack, own, [...immediately, ...farAt('monterrey')]);
      await reaches(stack, id, 'active');
      await reaches(stack, id, 'staged', { plant: 'monterrey' });
      const { plants, forward } = taken<Withdrawal>(202, await withdraw(stack, id));
      expect([plants, forward]).toEqual([['monterrey'], ['lyon']]);
      await reaches(stack, id, 'withdrawn', { plant: 'monterrey' });
      await expectAgreement(stack, id);
      const again = await release(stack, own, ['monterrey']);
      await reaches(stack, again.id, 'active', { plant: 'monterrey' });
    });
  });

  describe('E2 a staging that a system rejects', () => {
    const another = (keeper: Keeper) => KEEPERS[(KEEPERS.indexOf(keeper) + 1) % KEEPERS.length]!;

    it.each(KEEPERS)(
      'E2 (%s) waits for a person, and is undone everywhere when nobody comes',
      async (keeper) => {
        const own = await engineer(stack, [ITEM]);
        const { to } = own.items[0]!;
        const system = systemOf(keeper);
        const down = systemOf(another(keeper));
        await stack.control(system).faults({ status: 422, operations: [OPERATIONS[keeper].stage] });
        const { id } = await release(stack, own);
        const change = await reaches(stack, id, 'staging');
        expect(await exceptionIn(stack, change, system)).toMatchObject({
          step: 'staged item',
          subject: { id: `${ITEM}@lyon` },
        });
        const others = systemsAt('lyon').filter((name) => name !== system);
        // And read back: one that is down before that has refused nothing, and is not through in time either.
        await eventually(async () => {
          const [said, now] = [await itemIn(stack, ITEM), await getChange(stack, id)];
          return others.every(
            (name) => said[name]!.staged === to && itemTarget(now, name).status === 'observed',
          );
        });
        await stack.control(down).faults({ down: true });
        await patienceIsOver(stack, change.transaction);
        await reaches(stack, id, 'withdrawing');
        // One that is down keeps nobody from undoing.
        await eventually(async () => {
          const said = await itemIn(stack, ITEM);
          return systemsAt('lyon').every((name) => said[name]!.staged === (name === down ? to : null));
        });
        // It is asked, and out of its patience (parked) as soon as the others have taken a second.
        await eventually(async () => {
          const { desired, status } = itemTarget(await getChange(stack, id), down);
          return desired.state === 'undone' && ['asked', 'parked'].includes(status);
        });
        await stack.control(down).faults({});
        const done = await reaches(stack, id, 'withdrawn');
        expect(done.findings).toMatchObject([{ code: 'staging-refused', system, plant: 'lyon' }]);
        await expectAgreement(stack, id);
        expect(await exceptionsOf(stack, done)).toEqual([]);
      },
    );
  });

  it('E2 a withdrawal and the pivot: one wins, in the ledger and in every system', async () => {
    const first = await release(stack, await engineer(stack, [ITEM]));
    const { pivotedAt } = plantOf(await reaches(stack, first.id, 'active'));
    let tooEarly = 0;
    let tooLate = 2 * (Date.parse(pivotedAt!) - Date.parse(first.requestedAt));
    const outcomes = new Set<string>();
    // Halves the time in which the pivot must lie: the last rounds come as close to it as can be. On a machine that has become
    // slower meanwhile it lies later than it did, and is looked for there.
    for (let round = 0; round < 8 || outcomes.size < 2; round++) {
      const moment = (tooEarly + tooLate) / 2;
      const { id, transaction } = await release(stack, await engineer(stack, [ITEM]));
      const end = Date.now() + moment;
      await eventually(() => Date.now() >= end, { every: 5 });
      const answers = await Promise.all(Array.from({ length: 5 }, () => withdraw(stack, id)));
      const won = answers.filter(({ status }) => status === 202).length;
      expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
      const outcome = won === 0 ? 'active' : 'withdrawn';
      expect([moment, won]).toEqual([moment, won === 0 ? 0 : 1]);
      await reaches(stack, id, outcome);
      await expectAgreement(stack, id);
      const { body } = await stack
        .api('auditor')
        .get<{ events: { type: string }[] }>(`/v1/events?transaction=${transaction}&limit=100`);
      expect(
        body.events.map(({ type }) => type).filter((type) => /pivot-passed|withdrawal-requested/.test(type)),
      ).toEqual([`interlock.engineering-change.${won === 0 ? 'pivot-passed' : 'withdrawal-requested'}.v1`]);
      outcomes.add(outcome);
      if (won === 0) tooLate = moment;
      else tooEarly = moment;
      if (!outcomes.has('active')) tooLate *= 2;
    }
  }, 1_800_000);
});
