import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Ledger } from '../../ledger';
import { advance, comeHome } from '../ledger/come-home';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import {
  decide,
  dispositionRequest,
  holdRequest,
  keyed,
  PERSON,
  place,
  receiveLot,
  tell,
} from '../ledger/requests';

interface Row {
  readonly transaction: string;
  readonly number: number;
  readonly text: string;
  readonly previous: string;
  readonly hash: string;
}

let open: OpenLedger;
let ledger: Ledger;
let transaction: string;
beforeEach(async () => {
  open = await openLedger();
  ledger = open.ledger;
  transaction = await liveAHold('PIN-10:L-0417');
});
afterEach(() => open.close());

/** From placing to closing: sorted, one piece scrapped, the rest released. @returns its transaction */
async function liveAHold(lot: string): Promise<string> {
  await receiveLot(ledger, lot);
  const hold = await place(ledger, holdRequest([lot]));
  await comeHome(ledger, hold.id);
  const scrap = await decide(ledger, hold.id, dispositionRequest(lot, '1', 'scrap'));
  await comeHome(ledger, hold.id);
  const quantity = { value: '1', unit: 'EA' as const };
  await tell(ledger, 'erp', 'erp.scrap.confirmed.v1', { disposition: scrap.id, lot, quantity });
  await comeHome(ledger, hold.id);
  const second = await decide(ledger, hold.id, dispositionRequest(lot, '30'));
  await keyed(ledger, (tx) =>
    ledger.reverse(tx, hold.id, second.id, 'on second thoughts', PERSON, new Date()),
  );
  await decide(ledger, hold.id, dispositionRequest(lot, '69'));
  const last = await comeHome(ledger, hold.id);
  expect(last).toMatchObject({ state: 'closed', done: true });
  return hold.transaction;
}

const rowsOf = async () =>
  (await open.pool.query<Row>('select * from audit where transaction = $1 order by number', [transaction]))
    .rows;
const seal = () => ledger.sealAudit(new Date());
const broken = async () => (await ledger.verifyAudit()).broken;

describe('A3 audited', () => {
  it('A3 every state change of a hold has its row: who, when, from, to, why, transaction', async () => {
    const rows = (await rowsOf()).map(
      (row) =>
        JSON.parse(row.text) as Record<'action' | 'at' | 'transaction' | 'subject', string> &
          Record<'from' | 'to' | 'why', unknown> & { who: { id: string; name: string } },
    );
    const changes = rows.map((row) => row.action).filter((action) => action !== 'targets.settled');
    expect(changes).toEqual([
      'quality-hold.placed',
      'quality-hold.effective',
      'disposition.decided',
      'disposition.executing',
      'disposition.destroyed',
      'disposition.verified',
      'disposition.decided',
      'disposition.reversed',
      'disposition.decided',
      'disposition.executing',
      'disposition.verified',
      'quality-hold.closed',
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({ transaction, who: { id: expect.any(String), name: expect.any(String) } });
      expect(new Date(row.at).toISOString()).toBe(row.at);
      expect(Object.keys(row)).toEqual(expect.arrayContaining(['from', 'to', 'why', 'subject']));
    }
    const by = (action: string) => rows.find((row) => row.action === action);
    expect(by('quality-hold.placed')).toMatchObject({ who: PERSON, why: 'diameter 9.89 mm', from: null });
    expect(by('disposition.decided')).toMatchObject({
      who: PERSON,
      why: 'as measured',
      to: { state: 'decided', quantity: { value: '1', unit: 'EA' }, decision: 'scrap' },
    });
    expect(by('disposition.destroyed')).toMatchObject({ who: { id: 'erp' } });
    expect(by('disposition.reversed')).toMatchObject({ from: 'decided', why: 'on second thoughts' });
    expect(by('quality-hold.closed')).toMatchObject({ who: { id: 'interlock' }, to: 'closed' });
  });

  it('A3 a containment that goes back is on the record', async () => {
    await receiveLot(ledger, 'PIN-10:L-2');
    const hold = await place(ledger, holdRequest(['PIN-10:L-2']));
    await comeHome(ledger, hold.id);
    await keyed(ledger, (tx) => ledger.addLots(tx, hold.id, [{ lot: 'PIN-10:L-3' }], PERSON, new Date()));
    await advance(ledger, hold.id);
    const { items } = await ledger.listAudit({ transaction: hold.transaction, limit: 100 });
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'quality-hold.extended', to: { lots: ['PIN-10:L-3'] } }),
        expect.objectContaining({ action: 'quality-hold.partial', from: 'effective', to: 'partial' }),
      ]),
    );
  });

  it('A3 the hash is over the stored text, in the form of RFC 8785, and the row before', async () => {
    let previous = '0'.repeat(64);
    for (const row of await rowsOf()) {
      expect(row.text).toBe(canonicalize(JSON.parse(row.text)));
      expect(row.previous).toBe(previous);
      previous = createHash('sha256').update(`${row.previous}\n${row.text}`).digest('hex');
      expect(row.hash).toBe(previous);
    }
  });

  it('A3 what nobody touched is intact, sealed or not, while it goes on growing', async () => {
    expect(await ledger.verifyAudit()).toMatchObject({ intact: true, broken: [], head: null });
    await seal();
    const sealed = await ledger.verifyAudit();
    expect(sealed).toMatchObject({ intact: true, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await liveAHold('PIN-10:L-0418');
    expect(await ledger.verifyAudit()).toMatchObject({ intact: true, head: sealed.head });
    await seal();
    expect((await ledger.verifyAudit()).head).not.toBe(sealed.head);
  });

  it('A3 what no seal has seen is sealed once, though two seal at once', async () => {
    await Promise.all([seal(), seal()]);
    await seal();
    const seals = await open.pool.query('select number from seal');
    expect(seals.rows).toHaveLength(1);
    expect(await ledger.verifyAudit()).toMatchObject({ intact: true });
  });

  it('A3 a chain that grows and is sealed during verification is no breach', async () => {
    const read = open.pool.query.bind(open.pool) as (...args: unknown[]) => Promise<unknown>;
    let grown = 0;
    jest.spyOn(open.pool, 'query').mockImplementation(async (...args: unknown[]) => {
      const found = await read(...args);
      await receiveLot(ledger, `PIN-10:G-${++grown}`);
      await place(ledger, holdRequest([`PIN-10:G-${grown}`]));
      await seal();
      return found;
    });
    expect(await ledger.verifyAudit()).toMatchObject({ intact: true });
    expect(grown).toBe(3);
  });
});

describe('A3 verification finds', () => {
  const change = (sql: string, ...values: unknown[]) => open.pool.query(sql, [transaction, ...values]);

  it('A3 a changed text', async () => {
    await change(
      "update audit set text = replace(text, 'MRB-77', 'MRB-78') where transaction = $1 and number = 4",
    );
    expect(await broken()).toEqual([{ transaction, number: 4, why: 'the row was changed' }]);
  });

  it('A3 a changed text whose hash was made to fit', async () => {
    const row = (await rowsOf())[3]!;
    const text = row.text.replace('interlock', 'somebody').replace('quality', 'somebody');
    const hash = createHash('sha256').update(`${row.previous}\n${text}`).digest('hex');
    await change('update audit set text = $2, hash = $3 where transaction = $1 and number = 4', text, hash);
    expect(await broken()).toEqual([{ transaction, number: 5, why: 'it does not follow the row before it' }]);
  });

  it('A3 an instant that differs from the text', async () => {
    await change("update audit set at = at + interval '1 day' where transaction = $1 and number = 2");
    expect(await broken()).toEqual([{ transaction, number: 2, why: 'the row was changed' }]);
  });

  it.each([1, 3])('A3 a missing row: number %i', async (number) => {
    await change('delete from audit where transaction = $1 and number = $2', number);
    expect(await broken()).toContainEqual({ transaction, number, why: 'the row is missing' });
  });

  it('A3 a tail that was cut off after it was sealed', async () => {
    await seal();
    const last = (await rowsOf()).at(-1)!.number;
    await change('delete from audit where transaction = $1 and number = $2', last);
    expect(await broken()).toEqual([
      { transaction, number: last, why: 'seal 1 saw another row, or one that was cut off' },
    ]);
  });

  it('A3 a whole chain that was cut off after it was sealed', async () => {
    await seal();
    await change('delete from audit where transaction = $1');
    expect(await broken()).toHaveLength(1);
  });

  it('A3 a tail that was replaced by another that fits', async () => {
    await seal();
    const row = (await rowsOf()).at(-1)!;
    const text = row.text.replace('closed', 'opened');
    const hash = createHash('sha256').update(`${row.previous}\n${text}`).digest('hex');
    await change(
      'update audit set text = $2, hash = $3 where transaction = $1 and number = $4',
      text,
      hash,
      row.number,
    );
    expect(await broken()).toHaveLength(1);
  });

  it('A3 a changed seal', async () => {
    await seal();
    await open.pool.query('update seal set text = replace(text, \'"number":1\', \'"number":2\')');
    expect(await broken()).toContainEqual({ transaction: 'seal', number: 1, why: 'the seal was changed' });
  });

  it('A3 a seal that is missing between others, and one that was cut off the end', async () => {
    await seal();
    await liveAHold('PIN-10:L-0418');
    await seal();
    await open.pool.query('delete from seal where number = 2');
    expect(await broken()).toEqual([
      { transaction: 'seal', number: 2, why: 'another seal was published, or it was cut off' },
    ]);
    await liveAHold('PIN-10:L-0419');
    await open.pool.query('update seal set number = 2 where number = 1');
    expect(await broken()).toContainEqual({
      transaction: 'seal',
      number: 1,
      why: 'it does not follow the seal before it',
    });
  });
});
