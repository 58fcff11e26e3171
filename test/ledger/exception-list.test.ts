import fc from 'fast-check';
import type { ExceptionItem } from '../../contracts/exception';
import { openLedger, type OpenLedger } from './open-ledger';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());
afterEach(() => open.pool.query('delete from exception'));

interface Row {
  readonly id: string;
  readonly plant: string;
  readonly productFamily: string;
  readonly transaction: string;
  readonly system: string;
  readonly state: ExceptionItem['state'];
  /** Minutes; many are opened at the same instant. */
  readonly openedAt: number;
}
const START = Date.parse('2026-11-03T06:40:00Z');

const insert = (rows: readonly Row[]) =>
  open.pool.query(
    `insert into exception (id, transaction, plant, product_family, system, step, reason_code, reason_text, payload, opened_at, attempts, state)
     select id, transaction, plant, "productFamily", system, 'assess items', 'x', 'x', '{}', "openedAt", 1, state
     from jsonb_to_recordset($1::jsonb) as row (id text, transaction text, plant text, "productFamily" text, system text, "openedAt" timestamptz, state text)`,
    [JSON.stringify(rows.map((row) => ({ ...row, openedAt: new Date(START + row.openedAt * 60_000) })))],
  );

const row = fc.record({
  id: fc.uuid(),
  plant: fc.constantFrom('lyon', 'monterrey'),
  productFamily: fc.constantFrom('wing-bracket', 'landing-gear'),
  transaction: fc.constantFrom('TX-1', 'TX-2'),
  system: fc.constantFrom('erp', 'qms'),
  state: fc.constantFrom('open' as const, 'closed' as const),
  openedAt: fc.nat({ max: 5 }),
});
const rows = fc.uniqueArray(row, { minLength: 10, maxLength: 30, selector: ({ id }) => id });
const FIELDS: Exclude<keyof Row, 'id' | 'openedAt'>[] = [
  'plant',
  'productFamily',
  'transaction',
  'system',
  'state',
];

/** Oldest first; of those of one instant, by their ids, as the ledger orders text. */
const ordered = async (ids: readonly Row[]) =>
  (
    await open.pool.query<{ id: string }>(
      'select id from exception where id = any($1) order by opened_at, id',
      [ids.map(({ id }) => id)],
    )
  ).rows.map(({ id }) => id);

/** Every page. @param between what happens between two of them */
async function pages(
  filter: Partial<Row>,
  limit: number,
  between = async () => {},
  order?: 'oldest' | 'escalated',
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await open.ledger.listExceptions({ ...filter, order, cursor, limit });
    expect(items.length).toBeLessThanOrEqual(limit);
    seen.push(...items.map(({ id }) => id));
    cursor = next ?? undefined;
    if (cursor !== undefined) await between();
  } while (cursor !== undefined);
  return seen;
}

it('the queue gives what any filter asks for, oldest first, each once, in pages of any size', async () => {
  const filter = fc
    .tuple(row, fc.subarray(FIELDS, { maxLength: 2 }))
    .map(([one, fields]): Partial<Row> => Object.fromEntries(fields.map((field) => [field, one[field]])));
  await fc.assert(
    fc
      .asyncProperty(rows, filter, fc.integer({ min: 1, max: 7 }), async (all, wanted, limit) => {
        await insert(all);
        const meant = all.filter((one) =>
          Object.entries(wanted).every(([field, value]) => one[field as keyof Row] === value),
        );
        expect(await pages(wanted, limit)).toEqual(await ordered(meant));
      })
      .afterEach(() => open.pool.query('delete from exception').then(() => undefined)),
    { numRuns: 40 },
  );
});

it('a page follows the one before, though exceptions open and close meanwhile', async () => {
  const all = fc.sample(row, { seed: 7, numRuns: 20 }).map((one, index) => ({
    ...one,
    id: `EX-${String(index).padStart(2, '0')}`,
    openedAt: index,
    state: 'open' as const,
  }));
  await insert(all);
  let later = 0;
  const seen = await pages({ state: 'open' }, 3, async () => {
    later += 1;
    await insert([{ ...all[0]!, id: `EX-NEW-${later}`, openedAt: 100 + later }]);
    // The last of the page that was just given is resolved: the next page starts after it all the same.
    await open.pool.query(`update exception set state = 'closed' where id = $1`, [all[later * 3 - 1]?.id]);
  });
  expect(seen.slice(0, all.length)).toEqual(all.map(({ id }) => id));
  expect(new Set(seen).size).toBe(seen.length);
});

it('a question that no target stands for can be tried again or withdrawn', async () => {
  const [one] = fc.sample(row, 1);
  await insert([{ ...one!, id: 'EX-1', state: 'open' }]);
  expect(await open.ledger.getException('EX-1')).toMatchObject({
    id: 'EX-1',
    subject: null,
    resolutions: ['retry', 'withdraw'],
    amendable: [],
    stops: null,
  });
  expect(await open.ledger.getException('EX-2')).toBeNull();
});

it('those that were escalated furthest come first where that is asked for, and of a stage the oldest', async () => {
  const [one] = fc.sample(row, 1);
  const stages = [0, 2, 1, 2, 0];
  await insert(stages.map((_stage, index) => ({ ...one!, id: `EX-${index}`, openedAt: index })));
  for (const [index, stage] of stages.entries())
    await open.pool.query('update exception set stage = $2 where id = $1', [`EX-${index}`, stage]);
  expect(await pages({}, 2, undefined, 'escalated')).toEqual(['EX-1', 'EX-3', 'EX-2', 'EX-0', 'EX-4']);
});
