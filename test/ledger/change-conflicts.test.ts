import fc from 'fast-check';
import { Problem } from '../../contracts/problem';
import type { EngineeringChange } from '../../contracts/engineering-change';
import type { Ledger } from '../../ledger';
import { eventually } from '../support/eventually';
import { pin } from '../domain/change-package';
import {
  advanceChange,
  bracketAlone,
  changeRequest,
  packageOf,
  request,
  requestPackage,
  withdraw,
} from './change-requests';
import { Factory, rollOn } from './factory';
import { openLedger, type OpenLedger } from './open-ledger';

let open: OpenLedger;
let ledger: Ledger;
beforeEach(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterEach(() => open.close());

const NOW = new Date('2026-11-03T06:40:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const IMMEDIATE = { kind: 'immediate' } as const;
const at = (...plants: string[]) => ({ plants: plants.map((plant) => ({ plant, effectivity: IMMEDIATE })) });
const dated = { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } as const;

/** Who holds which item where, as `<item>@<plant>`. */
async function locks(): Promise<Record<string, string>> {
  const found = await open.pool.query<{ subject: string; change: string }>(
    `select item || '@' || plant as subject, change from change_lock order by 1`,
  );
  return Object.fromEntries(found.rows.map(({ subject, change }) => [subject, change]));
}
const stateOf = async ({ id }: EngineeringChange) => (await ledger.engineeringChanges.get(id))!.state;
/** What the relay would carry to the saga of that change since it was asked for. */
const looksFor = async ({ id }: EngineeringChange) =>
  (await open.pool.query(`select from command where kind = 'look' and subject = $1`, [id])).rowCount ?? 0;
/** The plants whose sagas may run. */
const rolloutsOf = async ({ id }: EngineeringChange, now = NOW) =>
  (await advanceChange(ledger, id, now)).rollouts;

/** The problem that it ends in; one that is asked to come again does. */
async function refusal(work: () => Promise<unknown>): Promise<Problem | null> {
  return eventually(async () => {
    try {
      await work();
      return { problem: null };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.code !== 'contended' && { problem: error };
    }
  }).then(({ problem }) => problem);
}

describe('E3 one open change an item and plant', () => {
  it('E3 of thirty at once one is taken, the others are refused with its name, and leave nothing behind', async () => {
    const asked = Array.from({ length: 30 }, () => packageOf());
    const outcomes = await Promise.all(
      asked.map((content) => refusal(() => requestPackage(ledger, content, {}, NOW))),
    );
    const { items: open_ } = await ledger.engineeringChanges.list({ limit: 50 });
    expect(open_).toHaveLength(1);
    const [winner] = open_;
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    for (const problem of outcomes)
      if (problem) expect(problem).toMatchObject({ code: 'change-open', extra: { blocking: [winner!.id] } });
    expect(await locks()).toEqual({ 'PIN-10@lyon': winner!.id });
  });

  it('E3 a change of several items at several plants has all of them or none, whatever is asked at once', async () => {
    const revisions = { 'PIN-10': pin(), 'BRACKET-100': bracketAlone() };
    const Asked = fc.record({
      items: fc.subarray(['PIN-10', 'BRACKET-100'] as const, { minLength: 1 }),
      plants: fc.subarray(['lyon', 'monterrey'], { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(Asked, { minLength: 2, maxLength: 8 }), async (all) => {
        const taken: EngineeringChange[] = [];
        await Promise.all(
          all.map(async ({ items, plants }) => {
            const content = packageOf(items.map((item) => revisions[item]));
            await refusal(async () => taken.push(await requestPackage(ledger, content, at(...plants), NOW)));
          }),
        );
        const wanted = taken.flatMap(({ id, items, plants }) =>
          items.flatMap(({ item }) => plants.map(({ plant }) => [`${item}@${plant}`, id] as const)),
        );
        expect(taken).not.toEqual([]);
        expect(wanted).toHaveLength(new Set(wanted.map(([subject]) => subject)).size);
        expect(await locks()).toEqual(Object.fromEntries(wanted));
        for (const { id } of taken) await withdraw(ledger, id, NOW);
        expect(await locks()).toEqual({});
      }),
      { numRuns: 15 },
    );
  });

  it('E3 at another plant, or of another item, a change is not in the way', async () => {
    await requestPackage(ledger, packageOf(), at('lyon'), NOW);
    await requestPackage(ledger, packageOf(), at('monterrey'), NOW);
    await requestPackage(ledger, packageOf([bracketAlone()]), at('lyon', 'monterrey'), NOW);
    expect(Object.keys(await locks())).toEqual([
      'BRACKET-100@lyon',
      'BRACKET-100@monterrey',
      'PIN-10@lyon',
      'PIN-10@monterrey',
    ]);
  });

  it('E3 a plant that is active holds its items no longer, though another plant waits still', async () => {
    const first = await requestPackage(
      ledger,
      packageOf(),
      {
        plants: [
          { plant: 'lyon', effectivity: IMMEDIATE },
          { plant: 'monterrey', effectivity: dated },
        ],
      },
      NOW,
    );
    expect(await rollOn(ledger, new Factory(), first.id, NOW)).toMatchObject({ state: 'active' });
    expect(await locks()).toEqual({ 'PIN-10@monterrey': first.id });
  });

  it('E3 that was refused or withdrawn may be sent again', async () => {
    const content = packageOf([pin({ latest: 'D' })]);
    const refused = await requestPackage(ledger, content, {}, NOW);
    expect(await rollOn(ledger, new Factory(), refused.id, NOW)).toMatchObject({ state: 'refused' });
    const mended = { ...content, items: [pin()] };
    const withdrawn = await requestPackage(ledger, mended, at('lyon'), later(1));
    await withdraw(ledger, withdrawn.id, later(1));
    const last = await requestPackage(ledger, mended, {}, later(2));
    expect(await rollOn(ledger, new Factory(), last.id, later(2))).toMatchObject({ state: 'active' });
  });
});

describe('E3 queue', () => {
  const queued = { onConflict: 'queue' } as const;

  it.each<[string, (change: EngineeringChange) => Promise<unknown>]>([
    ['active', ({ id }) => rollOn(ledger, new Factory(), id, NOW)],
    ['refused', ({ id }) => rollOn(ledger, blocked(), id, NOW)],
    ['withdrawn', ({ id }) => withdraw(ledger, id, NOW)],
  ])('E3 goes on when the first is %s', async (state, end) => {
    const first = await requestPackage(ledger, packageOf(), {}, NOW);
    const second = await requestPackage(ledger, packageOf(), queued, later(1));
    expect(second).toMatchObject({ state: 'checking', blocking: [first.id] });
    expect(await rolloutsOf(second)).toEqual([]);
    const before = await looksFor(second);

    await end(first);
    expect(await stateOf(first)).toBe(state);
    expect(await looksFor(second)).toBe(before + 1);
    expect(await rolloutsOf(second)).toEqual(['lyon']);
    expect((await ledger.engineeringChanges.get(second.id))!.blocking).toEqual([]);
    expect(await locks()).toEqual({ 'PIN-10@lyon': second.id });
  });

  it('E3 goes in the order of asking, and nobody overtakes who waits', async () => {
    const first = await requestPackage(ledger, packageOf(), {}, NOW);
    const second = await requestPackage(ledger, packageOf([pin(), bracketAlone()]), queued, later(1));
    const third = await requestPackage(ledger, packageOf([bracketAlone()]), queued, later(2));
    // Nobody has the bracket, but the second has waited for it for longer.
    expect(third.blocking).toEqual([second.id]);
    const overtaking = await refusal(() => requestPackage(ledger, packageOf([bracketAlone()]), {}, later(3)));
    expect(overtaking).toMatchObject({ code: 'change-open' });

    await withdraw(ledger, first.id, later(4));
    // Their sagas look in whatever order the relay wakes them.
    expect(await rolloutsOf(third, later(4))).toEqual([]);
    expect(await rolloutsOf(second, later(4))).toEqual(['lyon']);
    expect(await locks()).toEqual({ 'BRACKET-100@lyon': second.id, 'PIN-10@lyon': second.id });
    await withdraw(ledger, second.id, later(5));
    expect(await rolloutsOf(third, later(5))).toEqual(['lyon']);
  });

  it('E3 withdrawn while it waits, it lets the next one pass', async () => {
    const first = await requestPackage(ledger, packageOf(), {}, NOW);
    const second = await requestPackage(ledger, packageOf([pin(), bracketAlone()]), queued, later(1));
    const third = await requestPackage(ledger, packageOf([bracketAlone()]), queued, later(2));
    const before = await looksFor(third);
    await withdraw(ledger, second.id, later(3));
    await advanceChange(ledger, second.id, later(3));
    expect(await looksFor(third)).toBeGreaterThan(before);
    expect(await rolloutsOf(third, later(4))).toEqual(['lyon']);
    expect(await locks()).toEqual({ 'BRACKET-100@lyon': third.id, 'PIN-10@lyon': first.id });
  });
});

describe('E3 supersede', () => {
  const supersede = { onConflict: 'supersede' } as const;

  it('E3 the first is withdrawn and undone everywhere, then the second goes', async () => {
    const factory = new Factory();
    const first = await requestPackage(
      ledger,
      packageOf(),
      { plants: [{ plant: 'lyon', effectivity: dated }] },
      NOW,
    );
    await rollOn(ledger, factory, first.id, NOW);
    const second = await requestPackage(ledger, packageOf(), supersede, later(1));
    expect(second.blocking).toEqual([first.id]);
    expect(await stateOf(first)).toBe('withdrawing');
    expect(await rolloutsOf(second, later(1))).toEqual([]);

    await rollOn(ledger, factory, first.id, later(2), { looked: true });
    expect(await stateOf(first)).toBe('withdrawn');
    expect([...factory.says.values()]).toEqual(['undone', 'undone', 'undone', 'undone']);
    expect(await rolloutsOf(second, later(2))).toEqual(['lyon']);
    expect(await rollOn(ledger, factory, second.id, later(2))).toMatchObject({ state: 'active' });
  });

  it('E3 one that only waited goes at once', async () => {
    const first = await requestPackage(ledger, packageOf(), {}, NOW);
    const second = await requestPackage(ledger, packageOf(), supersede, later(1));
    expect(await stateOf(first)).toBe('withdrawn');
    expect(await rolloutsOf(second, later(1))).toEqual(['lyon']);
  });

  it('E3 what has passed its pivot is waited for', async () => {
    const first = await requestPackage(ledger, packageOf(), {}, NOW);
    const factory = new Factory();
    factory.refuses.add('mes-lyon/starts/PIN-10@lyon');
    await rollOn(ledger, factory, first.id, NOW);
    expect(await stateOf(first)).toBe('activating');
    const second = await requestPackage(ledger, packageOf(), supersede, later(1));
    expect([await stateOf(first), second.blocking]).toEqual(['activating', [first.id]]);
    expect(await rolloutsOf(second, later(1))).toEqual([]);
  });
});

describe('E3 while the PLM is down nobody knows the items', () => {
  it('E3 the same change twice at a plant is refused all the same', async () => {
    const first = await request(ledger, changeRequest('ECO-1', at('lyon')), null, NOW);
    const again = await refusal(() =>
      request(ledger, changeRequest('ECO-1', at('lyon', 'monterrey')), null, NOW),
    );
    expect(again).toMatchObject({ code: 'change-open', extra: { blocking: [first.id] } });
  });

  it('E3 a conflict that is found once it answers refuses the change, by a finding that names the other', async () => {
    const content = packageOf();
    const late = await request(ledger, changeRequest(content.id), null, NOW);
    expect(late).toMatchObject({ state: 'checking', items: [] });
    expect(await advanceChange(ledger, late.id, NOW)).toMatchObject({
      question: { system: 'plm' },
      rollouts: [],
    });
    const first = await requestPackage(ledger, packageOf(), {}, later(1));
    const step = await advanceChange(ledger, late.id, later(2), content);
    expect(step).toMatchObject({ state: 'refused', rollouts: [] });
    expect((await ledger.engineeringChanges.get(late.id))!.findings).toMatchObject([
      { code: 'change-open', severity: 'error', subject: first.id },
    ]);
    expect(await locks()).toEqual({ 'PIN-10@lyon': first.id });
  });

  it('E3 with nobody in the way it goes on', async () => {
    const content = packageOf();
    const { id } = await request(ledger, changeRequest(content.id), null, NOW);
    expect(await advanceChange(ledger, id, later(1), content)).toMatchObject({ rollouts: ['lyon'] });
    expect(await rollOn(ledger, new Factory(), id, later(1))).toMatchObject({ state: 'active' });
  });
});

/** An ERP that takes no change now. */
function blocked(): Factory {
  const factory = new Factory();
  factory.facts.erp = { blocked: 'stocktaking' };
  return factory;
}
