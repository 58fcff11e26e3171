import type { Transaction } from '../../contracts/record';
import type { StoryStep } from '../../contracts/story';
import { SagaStories } from '../../temporal/saga-stories';
import { comeHome } from '../ledger/come-home';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { heldLot } from '../ledger/parked';
import { serve, type Served } from './serve';

let open: OpenLedger;
let api: Served;
let asked: (readonly string[])[] = [];
let temporal: () => Promise<{ steps: StoryStep[]; missing: string[] }>;
beforeAll(async () => {
  open = await openLedger();
  const sagas = {
    tell: (workflows: readonly string[]) => {
      asked.push(workflows);
      return temporal();
    },
  };
  api = await serve(open.ledger, { sagas, now: () => new Date() });
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  await api.close();
  await open.close();
});

const tell = async (transaction: string, query = '') =>
  (await (
    await api.call('GET', `/v1/transactions/${transaction}${query}`, { as: 'auditor' })
  ).json()) as Transaction;
const timer = (id: string, at: string): StoryStep => ({
  kind: 'timer',
  id,
  at,
  system: null,
  workflow: 'quality-hold/x',
  dueAt: at,
  firedAt: at,
  text: 'the time was over: patience',
});

describe('GET /v1/transactions/{id}', () => {
  it('asks Temporal only where it is asked to, of the sagas that the transaction is about', async () => {
    const { hold } = await heldLot(open.ledger);
    temporal = () => Promise.resolve({ steps: [], missing: [] });
    const plain = await tell(hold.transaction);
    expect([asked, plain.story.complete]).toEqual([[], true]);
    await tell(hold.transaction, '?include=temporal');
    expect(asked).toEqual([[`quality-hold/${hold.id}`]]);
  });

  it('tells the story without Temporal, and says so, where that does not answer', async () => {
    const { hold } = await heldLot(open.ledger);
    temporal = () => Promise.reject(new Error('no connection'));
    const { story } = await tell(hold.transaction, '?include=temporal');
    expect(story.steps.map(({ kind }) => kind)).toEqual(['record', 'event']);
    expect(story).toMatchObject({
      complete: false,
      missing: [{ part: 'temporal', why: 'Temporal does not answer: no connection' }],
    });
  });

  it('has each step of both on one page, in time order', async () => {
    const begin = Date.now() - 60_000;
    const { hold } = await heldLot(open.ledger, new Date(begin));
    await comeHome(open.ledger, hold.id, new Date(begin + 2_000));
    const steps = [-1_000, 0, 1_000, 2_000, 3_000].map((after) =>
      timer(`f${after}`, new Date(begin + after).toISOString()),
    );
    temporal = () => Promise.resolve({ steps, missing: [] });
    const whole = (await tell(hold.transaction, '?include=temporal')).story.steps;
    expect(whole.map(({ at }) => at)).toEqual(whole.map(({ at }) => at).toSorted());
    expect(whole.filter(({ kind }) => kind === 'timer')).toHaveLength(5);
    const paged: StoryStep[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const { story }: Transaction = await tell(hold.transaction, `?include=temporal&limit=3${cursor}`);
      paged.push(...story.steps);
      next = story.next;
    }
    expect(paged.map(({ id }) => id).toSorted()).toEqual(whole.map(({ id }) => id).toSorted());
  });

  it.each(['x', '2026-11-03T06:40:00.000Z/z1', '2026-99-03T06:40:00.000Z/a1'])(
    'refuses the cursor %s',
    async (cursor) => {
      const { hold } = await heldLot(open.ledger);
      const { status } = await api.call(
        'GET',
        `/v1/transactions/${hold.transaction}?cursor=${encodeURIComponent(cursor)}`,
        { as: 'auditor' },
      );
      expect(status).toBe(422);
    },
  );
});

it('a Temporal that is not there is not waited for', async () => {
  const sagas = new SagaStories('127.0.0.1:1', 'interlock', 200);
  await expect(sagas.tell(['quality-hold/QH-1'])).rejects.toThrow();
  await sagas.close();
});
