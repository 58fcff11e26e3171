import { audit, INTERLOCK } from '../../ledger/audit';
import { publish } from '../../ledger/events';
import { brief } from '../../ledger/transaction';
import { openLedger, type OpenLedger } from './open-ledger';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

const AT = new Date('2026-11-03T06:40:00Z');
const data = (id: string) => ({ exception: id, system: 'erp', resolution: 'healed' as const });

it('the event log is read back from the newest, in pages, as far as any filter leaves it', async () => {
  for (let number = 1; number <= 7; number += 1)
    await brief(open.pool, (tx) =>
      publish(tx, {
        type: 'interlock.exception.closed.v1',
        subject: `EX-${number}`,
        transaction: 'TX-1',
        plant: number % 2 === 0 ? 'lyon' : 'monterrey',
        at: AT,
        data: data(`EX-${number}`),
      }),
    );
  const pages = async (filter: object) => {
    const seen: string[][] = [];
    for (let before: number | undefined; seen.length < 10;) {
      const { events, next } = await open.ledger.listNewestEvents({ ...filter, before, limit: 3 });
      seen.push(events.map(({ subject }) => subject));
      if (next === null) break;
      before = Number(next);
    }
    return seen;
  };
  expect(await pages({})).toEqual([['EX-7', 'EX-6', 'EX-5'], ['EX-4', 'EX-3', 'EX-2'], ['EX-1']]);
  expect(await pages({ plant: 'lyon' })).toEqual([['EX-6', 'EX-4', 'EX-2']]);
  expect(await pages({ type: 'interlock.quality-hold.*' })).toEqual([[]]);
  expect(await pages({ except: 'interlock.exception.*' })).toEqual([[]]);
  expect(await pages({ except: 'interlock.audit.*', plant: 'lyon' })).toEqual([['EX-6', 'EX-4', 'EX-2']]);
});

it('the audit is read back from the newest, in pages', async () => {
  for (let number = 1; number <= 5; number += 1)
    await brief(open.pool, (tx) =>
      audit(tx, {
        transaction: `TX-${number % 2}`,
        at: new Date(AT.getTime() + number * 1000),
        who: number === 3 ? { id: 'support', name: 'Sam Support' } : INTERLOCK,
        action: 'exception.closed',
        subject: `EX-${number}`,
        from: null,
        to: null,
        why: null,
      }),
    );
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await open.ledger.listAudit({ order: 'newest', limit: 2, cursor });
    seen.push(items.map(({ subject }) => subject));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual([['EX-5', 'EX-4'], ['EX-3', 'EX-2'], ['EX-1']]);
  const { items } = await open.ledger.listAudit({ by: 'others', limit: 10 });
  expect(items).toMatchObject([{ subject: 'EX-3', who: { id: 'support' } }]);
});
