import type { RolloutNews } from '../../contracts/release';
import type { Batch } from '../../contracts/step';
import type { Ledger } from '../../ledger';
import { packageOf, requestPackage, withdraw } from '../ledger/change-requests';
import { Factory } from '../ledger/factory';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';

const NOW = new Date('2026-11-03T06:40:00Z');
/** Number of a step that comes after all of before. */
const AGAIN = 20;
/** A second a step. */
const at = (number: number) => new Date(NOW.getTime() + number * 1000);

describe('E4 a step of a rollout that is repeated, because its worker died with the answer', () => {
  let open: OpenLedger;
  let ledger: Ledger;
  let factory: Factory;
  beforeEach(async () => {
    open = await openLedger();
    ledger = open.ledger;
    factory = new Factory();
  });
  afterEach(() => open.close());

  const advance = (change: string, number: number, news: Partial<RolloutNews> = {}) => {
    const none = { results: [], assessments: [], asking: [], looked: false };
    const step = `run/${number}`;
    return ledger.engineeringChanges.advanceRollout(
      () => true,
      { change, plant: 'lyon', step, ...none, ...news },
      at(number),
    );
  };
  const errandsOf = (batches: readonly Batch[]) => batches.flatMap(({ errands }) => errands);
  const bring = (batches: readonly Batch[]) =>
    batches.flatMap((batch) => factory.bring(batch, NOW.getTime()));

  /** Every step is made twice; what the first sent out comes home late, to nobody. @returns what was asked of whom */
  async function twice(change: string, first = 1): Promise<string[]> {
    const asked: string[] = [];
    let news: Partial<RolloutNews> = {};
    for (let number = first; ; number++) {
      const lost = await advance(change, number, news);
      const again = await advance(change, number, news);
      expect(errandsOf(again.batches).map(({ target }) => target)).toEqual(
        errandsOf(lost.batches).map(({ target }) => target),
      );
      expect(again.state).toBe(lost.state);
      asked.push(...errandsOf(again.batches).map(({ target, desired }) => `${target} ${desired.state}`));
      if (again.batches.length + again.questions.length === 0) return asked;
      news = {
        results: [...bring(again.batches), ...bring(lost.batches)],
        assessments: again.questions.map((question) => factory.assess(question)),
      };
    }
  }

  const SYSTEMS = ['erp', 'mes-lyon', 'plm', 'qms'];
  const eachOnce = (state: string) => SYSTEMS.map((system) => `${system}/item/PIN-10@lyon ${state}`);

  it('E4 asks for everything once under one generation, on the way to active', async () => {
    const { id, transaction } = await requestPackage(ledger, packageOf(), {}, NOW);
    const asked = await twice(id);
    const starts = 'mes-lyon/starts/PIN-10@lyon';
    expect(asked.sort()).toEqual(
      // Staged, and read once more before the pivot.
      [
        ...eachOnce('staged'),
        ...eachOnce('staged'),
        ...eachOnce('active'),
        `${starts} held`,
        `${starts} free`,
      ].sort(),
    );
    expect(await ledger.engineeringChanges.get(id)).toMatchObject({ state: 'active' });
    const { events } = await ledger.listEvents({ transaction, limit: 100, after: 0 });
    expect(new Set(events.map(({ type }) => type)).size).toBe(events.length);
  });

  it('E4 and on the way back', async () => {
    const far = [
      { plant: 'lyon', effectivity: { kind: 'date', localDate: '2126-12-02', at: 'shift-start' } as const },
    ];
    const { id } = await requestPackage(ledger, packageOf(), { plants: far }, NOW);
    await twice(id);
    await withdraw(ledger, id, at(AGAIN));
    expect((await twice(id, AGAIN)).sort()).toEqual(eachOnce('undone').sort());
    expect(await ledger.engineeringChanges.get(id)).toMatchObject({ state: 'withdrawn' });
  });
});
