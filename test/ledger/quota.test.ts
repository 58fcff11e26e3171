import { insist } from './insist';
import { openLedger, type OpenLedger } from './open-ledger';

describe('daily quotas', () => {
  let open: OpenLedger;
  beforeAll(async () => (open = await openLedger()));
  afterAll(() => open.close());

  const noon = new Date('2026-11-22T12:00:00Z');
  const take = (caller: string, share: number, perDay = 100, now = noon) =>
    open.ledger.takeQuota(caller, share, perDay, now);

  it('many processes together take no more than there are', async () => {
    const taken = await Promise.all(Array.from({ length: 30 }, () => insist(() => take('many', 7))));
    expect(taken.reduce((sum, one) => sum + one.taken, 0)).toBe(100);
    expect(await take('many', 7)).toEqual({ taken: 0, left: 0 });
  });

  it('each caller has its own, and every day anew', async () => {
    expect(await take('one', 60)).toEqual({ taken: 60, left: 40 });
    expect(await take('other', 60)).toEqual({ taken: 60, left: 40 });
    expect(await take('one', 60)).toEqual({ taken: 40, left: 0 });
    expect(await take('one', 60, 100, new Date('2026-11-23T00:00:00Z'))).toEqual({ taken: 60, left: 40 });
  });

  it('a share larger than the day is no larger than the day', async () => {
    expect(await take('greedy', 60, 50)).toEqual({ taken: 50, left: 0 });
  });

  it('a quota that was lowered in the middle of the day gives nothing more', async () => {
    await take('lowered', 60);
    expect(await take('lowered', 1, 50)).toEqual({ taken: 0, left: 0 });
  });
});
