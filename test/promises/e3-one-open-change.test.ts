import type { EngineeringChange } from '../../contracts/engineering-change';
import { taken } from '../stack/material';
import { atScreen } from '../stack/floor';
import type { ApiResponse } from '../support/api';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import {
  askedSince,
  engineer,
  expectAgreement,
  farAt,
  getChange,
  heal,
  itemIn,
  type OwnChange,
  reaches,
  release,
  request,
  systemsAt,
  withdraw,
} from './e/change';
import { impatientStack } from './e/impatient';
import { OPERATIONS } from './e/steps';

const ITEM = 'PLATE-7';
const OTHER = 'BRACKET-100';

describe('E3 one open change at a time', () => {
  let stack: TestStack;
  const open: EngineeringChange[] = [];
  beforeAll(async () => {
    stack = await impatientStack();
  });
  afterEach(async () => {
    await heal(stack);
    await period(null);
    for (const { id } of open.splice(0)) {
      await withdraw(stack, id);
      await isOver(id);
    }
  });

  /** Asks for a release; what it opened is withdrawn after the test. */
  async function ask(
    own: OwnChange,
    ...more: [plants?: Parameters<typeof request>[2], conflict?: Parameters<typeof request>[3]]
  ): Promise<EngineeringChange> {
    const change = await release(stack, own, ...more);
    open.push(change);
    return change;
  }
  const period = (reason: string | null) =>
    atScreen(stack, 'erp', '/period-blocks', { item: ITEM, plant: 'lyon', reason });
  const isOver = (id: string) =>
    eventually(async () => ['active', 'refused', 'withdrawn'].includes((await getChange(stack, id)).state));
  /** A change to the same revision as another: of the two, neither is older. */
  const rival = ({ items }: OwnChange): Promise<OwnChange> =>
    engineer(stack, [items[0]!.item], { adjust: (content) => ({ ...content, to: items[0]!.to }) });
  /** A change that goes on from what another brings. */
  const successor = ({ items }: OwnChange): Promise<OwnChange> =>
    engineer(stack, [items[0]!.item], { adjust: (content) => ({ ...content, from: items[0]!.to }) });

  /** Sends all at once. @returns the one that was taken; the others must name it */
  async function race(asked: readonly (() => Promise<ApiResponse<EngineeringChange>>)[]) {
    const answers = await Promise.all(asked.map((one) => one()));
    const winners = answers.filter(({ status }) => status === 201);
    open.push(...winners.map(({ body }) => body));
    expect(winners).toHaveLength(1);
    const { id } = winners[0]!.body;
    for (const { status, body } of answers.filter((answer) => answer !== winners[0]))
      expect([status, body]).toEqual([409, expect.objectContaining({ code: 'change-open', blocking: [id] })]);
    return winners[0]!.body;
  }
  const openOf = async (item: string) =>
    taken(
      200,
      await stack
        .api('auditor')
        .get<{ items: EngineeringChange[] }>(`/v1/engineering-changes?item=${item}&state=staged`),
    ).items.map(({ id }) => id);

  it('E3 of thirty changes of one item at once one is taken, and the others leave nothing behind', async () => {
    const first = await engineer(stack, [ITEM]);
    const rivals: OwnChange[] = [first];
    while (rivals.length < 30) rivals.push(await rival(first));
    const winner = await race(rivals.map((own) => () => request(stack, own, farAt('lyon'))));
    await reaches(stack, winner.id, 'staged');
    expect(await openOf(ITEM)).toEqual([winner.id]);
    await withdraw(stack, winner.id);
    await reaches(stack, winner.id, 'withdrawn');
    await expectAgreement(stack, winner.id);
    // Those that lost hold nothing: one of them goes now.
    const loser = rivals.find(({ id }) => id !== winner.change.id)!;
    await reaches(stack, (await ask(loser, farAt('lyon'))).id, 'staged');
  });

  it('E3 of one change that is sent thirty times at once one is taken', async () => {
    const own = await engineer(stack, [ITEM]);
    await race(Array.from({ length: 30 }, () => () => request(stack, own, farAt('lyon'))));
  });

  it('E3 a change of two items has both or none', async () => {
    const plate = await ask(await engineer(stack, [ITEM]), farAt('lyon'));
    const both = await engineer(stack, [OTHER, ITEM]);
    expect((await request(stack, both, farAt('lyon'))).body).toMatchObject({ blocking: [plate.id] });
    // Nobody has the bracket, though the change that was refused names it first.
    await reaches(stack, (await ask(await engineer(stack, [OTHER]), farAt('lyon'))).id, 'staged');
  });

  it('E3 those that wait go on by themselves, in their order, when the one before is withdrawn or active', async () => {
    const own = await engineer(stack, [ITEM]);
    const queued = { onConflict: 'queue' } as const;
    const first = await ask(own, farAt('lyon'));
    const second = await ask(await rival(own), farAt('lyon'), queued);
    const third = await ask(await rival(own), ['lyon'], queued);
    const fourth = await ask(await successor(own), farAt('lyon'), queued);
    expect(new Set(fourth.blocking)).toEqual(new Set([first.id, second.id, third.id]));
    // Each that waits looks again by itself who stands in its way, when one is over.
    const waits = ({ id }: EngineeringChange, ...blocking: EngineeringChange[]) =>
      eventually(async () => {
        expect(await getChange(stack, id)).toMatchObject({
          state: 'checking',
          blocking: blocking.map((change) => change.id).sort(),
        });
        return true;
      });

    await reaches(stack, first.id, 'staged');
    await waits(second, first);
    await withdraw(stack, first.id);
    await reaches(stack, second.id, 'staged');
    await waits(third, second);
    await withdraw(stack, second.id);
    await reaches(stack, third.id, 'active');
    await reaches(stack, fourth.id, 'staged');
    await expectAgreement(stack, fourth.id);
  });

  it('E3 one that supersedes has the first withdrawn and undone in every system before it stages', async () => {
    const own = await engineer(stack, [ITEM]);
    const first = await ask(own, farAt('lyon'));
    await reaches(stack, first.id, 'staged');
    const second = await ask(await rival(own), farAt('lyon'), { onConflict: 'supersede' });
    await reaches(stack, second.id, 'staged');
    await expectAgreement(stack, second.id);
    expect(await getChange(stack, first.id)).toMatchObject({
      state: 'withdrawn',
      withdrawal: { reason: expect.stringContaining(second.id) },
    });
    for (const system of systemsAt('lyon')) {
      const { undo, stage } = OPERATIONS[keeperOf(system)];
      const asked = (await askedSince(stack, system, `${ITEM}@lyon`, second.requestedAt)).map(
        ({ operation }) => operation,
      );
      expect([system, asked.filter((one) => one === undo || one === stage)]).toEqual([system, [undo, stage]]);
    }
  });

  it('E3 one that has passed its pivot is not superseded, but waited for', async () => {
    const own = await engineer(stack, [ITEM]);
    await stack.control('mes-lyon').faults({ status: 503, operations: ['start-stop'] });
    const first = await ask(own);
    await reaches(stack, first.id, 'activating');
    const second = await ask(await successor(own), farAt('lyon'), { onConflict: 'supersede' });
    expect(second).toMatchObject({ state: 'checking', blocking: [first.id] });
    await stack.control('mes-lyon').faults({});
    await reaches(stack, first.id, 'active');
    await reaches(stack, second.id, 'staged');
  });

  it('E3 a change that was refused or withdrawn may be sent again', async () => {
    const own = await engineer(stack, [ITEM]);
    await period('stocktaking');
    const refused = await ask(own);
    expect(await reaches(stack, refused.id, 'refused')).toMatchObject({
      findings: [{ code: 'period-blocked' }],
    });
    await period(null);
    const withdrawn = await ask(own, farAt('lyon'));
    await reaches(stack, withdrawn.id, 'staged');
    await withdraw(stack, withdrawn.id);
    await reaches(stack, withdrawn.id, 'withdrawn');
    await reaches(stack, (await ask(own)).id, 'active');
  });

  describe('E3 while the PLM is down', () => {
    it('E3 a change is taken as it is known, and goes on by itself when the PLM is back', async () => {
      const own = await engineer(stack, [ITEM]);
      await stack.control('plm').faults({ down: true });
      const change = await ask(own);
      expect(change).toMatchObject({ state: 'checking', items: [], plants: [{ state: 'checking' }] });
      expect((await request(stack, own)).body).toMatchObject({ code: 'change-open', blocking: [change.id] });
      await stack.control('plm').faults({});
      await reaches(stack, change.id, 'active');
      await expectAgreement(stack, change.id);
    });

    it('E3 a conflict that shows only then refuses it, and names who stands in the way', async () => {
      const own = await engineer(stack, [ITEM]);
      const first = await ask(own, farAt('lyon'));
      await reaches(stack, first.id, 'staged');
      const late = await rival(own);
      await stack.control('plm').faults({ down: true });
      const second = await ask(late, farAt('lyon'));
      await stack.control('plm').faults({});
      expect(await reaches(stack, second.id, 'refused')).toMatchObject({
        findings: [{ code: 'change-open', severity: 'error', subject: first.id }],
      });
      expect(await getChange(stack, first.id)).toMatchObject({ state: 'staged' });
      expect(Object.values(await itemIn(stack, ITEM)).map(({ staged }) => staged)).toEqual(
        systemsAt('lyon').map(() => own.items[0]!.to),
      );
    });
  });
});

const keeperOf = (system: string) => (system.startsWith('mes-') ? 'mes' : (system as 'plm' | 'erp' | 'qms'));
