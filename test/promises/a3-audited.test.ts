import {
  decide,
  dispositionRequest,
  holdRequest,
  keyed,
  PERSON,
  place,
  receiveLot,
} from '../ledger/requests';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { hashOf } from '../../ledger/audit';

const LOT = 'PIN-10:T-1';

describe('A3 audited', () => {
  let open: OpenLedger;
  let transaction: string;
  let hold: string;

  beforeEach(async () => {
    open = await openLedger();
    await receiveLot(open.ledger, LOT);
    ({ id: hold, transaction } = await place(open.ledger, holdRequest([LOT])));
    const { id } = await decide(open.ledger, hold, dispositionRequest(LOT, '69'));
    await keyed(open.ledger, (tx) => open.ledger.reverse(tx, hold, id, 'wrong count', PERSON, new Date()));
    await open.ledger.sealAudit(new Date());
  });
  afterEach(() => open.close());

  const verify = () => open.ledger.verifyAudit();
  /** Behind the ledger's back, as somebody with the database's password could. */
  const tamper = (sql: string, values: unknown[] = []) => open.pool.query(sql, values);

  it('A3 every state change is a row: who, when, from, to, why, transaction', async () => {
    const { items } = await open.ledger.listAudit({ transaction, limit: 100 });
    expect(items.map(({ action }) => action)).toEqual([
      'quality-hold.placed',
      'disposition.decided',
      'disposition.reversed',
    ]);
    for (const row of items) {
      expect(row).toMatchObject({ transaction, who: PERSON });
      expect(Date.parse(row.at as string)).not.toBeNaN();
      expect(row).toHaveProperty('from');
      expect(row).toHaveProperty('to');
    }
    expect(items[2]).toMatchObject({ from: 'decided', why: 'wrong count' });
  });

  it('A3 the stored text is what was hashed, in the canonical form of RFC 8785', async () => {
    const { rows } = await tamper(
      'select text, previous, hash from audit where transaction = $1 order by number',
      [transaction],
    );
    expect(rows).toHaveLength(3);
    for (const { text, previous, hash } of rows as { text: string; previous: string; hash: string }[]) {
      expect(hashOf(previous, text)).toBe(hash);
      const keys = Object.keys(JSON.parse(text) as object);
      expect(keys).toEqual([...keys].sort());
    }
    expect(await verify()).toMatchObject({ intact: true, rows: 3, broken: [] });
  });

  it('A3 a changed row is found', async () => {
    await tamper(
      `update audit set text = replace(text, '"69"', '"70"') where transaction = $1 and number = 2`,
      [transaction],
    );
    const { intact, broken } = await verify();
    expect(intact).toBe(false);
    expect(broken).toContainEqual({ transaction, number: 2, why: 'the row was changed' });
  });

  it('A3 a row that was changed and hashed anew is found by the row after it', async () => {
    const { rows } = await tamper('select text, previous from audit where transaction = $1 and number = 2', [
      transaction,
    ]);
    const { text, previous } = rows[0] as { text: string; previous: string };
    const forged = text.replace('"69"', '"70"');
    await tamper('update audit set text = $2, hash = $3 where transaction = $1 and number = 2', [
      transaction,
      forged,
      hashOf(previous, forged),
    ]);
    expect((await verify()).broken).toContainEqual({
      transaction,
      number: 3,
      why: 'it does not follow the row before it',
    });
  });

  it('A3 a missing row is found', async () => {
    await tamper('delete from audit where transaction = $1 and number = 2', [transaction]);
    expect((await verify()).broken).toContainEqual({ transaction, number: 2, why: 'the row is missing' });
  });

  it('A3 a tail that was cut off is found by the seal', async () => {
    await tamper('delete from audit where transaction = $1 and number = 3', [transaction]);
    expect((await verify()).broken).toEqual([
      { transaction, number: 3, why: expect.stringContaining('cut off') as string },
    ]);
  });

  it('A3 a whole chain that was taken away is found by the seal', async () => {
    await tamper('delete from audit where transaction = $1', [transaction]);
    expect((await verify()).intact).toBe(false);
  });

  it('A3 a changed seal, and one that is missing, are found', async () => {
    await decide(open.ledger, hold, dispositionRequest(LOT, '1'));
    await open.ledger.sealAudit(new Date());
    expect(await verify()).toMatchObject({ intact: true });
    await tamper('delete from seal where number = 1');
    expect((await verify()).intact).toBe(false);
  });

  it('A3 what no seal has seen yet is sealed by the next one, once', async () => {
    await decide(open.ledger, hold, dispositionRequest(LOT, '1'));
    await Promise.all([open.ledger.sealAudit(new Date()), open.ledger.sealAudit(new Date())]);
    const { rows } = await tamper('select text from seal order by number');
    expect(rows).toHaveLength(2);
    const heads = (
      JSON.parse((rows[1] as { text: string }).text) as { heads: { transaction: string; number: number }[] }
    ).heads;
    expect(heads).toEqual([expect.objectContaining({ transaction, number: 4 })]);
  });
});
