import { randomUUID } from 'node:crypto';
import type { EventType } from '../../contracts/events';
import type { LoggedEvent } from '../../contracts/record';
import { brief } from '../../ledger/transaction';
import { SEQUENCER_LOCK } from '../../ledger/event-log/sequence';
import { publish } from '../../ledger/events';
import { keyed, PERSON } from './requests';
import { eventually } from '../support/eventually';
import { insist } from './insist';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-03T06:40:00Z');
const ago = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

let open: OpenLedger;
beforeEach(async () => {
  const demo = demoTopology();
  open = await openLedger({ ...demo, events: { ...demo.events, retention: { support: 30 } } });
});
afterEach(() => open.close());

interface Told {
  type?: EventType;
  subject?: string;
  transaction?: string;
  at?: Date;
}
const DATA: Partial<Record<EventType, object>> = {
  'interlock.exception.closed.v1': { exception: 'EX-1', system: 'erp', resolution: 'healed' },
  'interlock.quality-hold.closed.v1': { hold: 'QH-1', plant: 'lyon', from: 'disposing', to: 'closed' },
  'interlock.audit.sealed.v1': { number: 1, hash: '', chains: 0 },
  'interlock.drift.found.v1': {
    target: 'erp/lot/PIN-10:L-1',
    system: 'erp',
    subject: { kind: 'lot', id: 'PIN-10:L-1' },
    desired: { state: 'held', quantity: '1' },
    read: { state: 'free', quantity: null, evidence: '' },
  },
};
/** As the keeper publishes it. */
const SEALED = {
  type: 'interlock.audit.sealed.v1',
  subject: 'seal',
  transaction: 'TX-0',
  plant: null,
  at: NOW,
  data: { number: 1, hash: '', chains: 0 },
} as const;

const tell = ({
  type = 'interlock.exception.closed.v1',
  subject = 'EX-1',
  transaction = 'TX-1',
  at = NOW,
}: Told = {}) =>
  brief(open.pool, (tx) =>
    publish(tx, { type, subject, transaction, plant: 'lyon', at, data: DATA[type] } as never),
  );
const all = async (after?: number) => (await open.ledger.listEvents({ after, limit: 1_000 })).events;
const numbers = (events: readonly LoggedEvent[]) =>
  events.map(({ sequence, subjectsequence, transactionsequence }) => [
    sequence,
    subjectsequence,
    transactionsequence,
  ]);

describe('the event log', () => {
  it('numbers events in one order, and among those of their subject and their transaction, without a hole', async () => {
    await tell({ subject: 'EX-1', transaction: 'TX-1' });
    await tell({ subject: 'EX-2', transaction: 'TX-1' });
    expect(numbers(await all())).toEqual([
      [1, 1, 1],
      [2, 1, 2],
    ]);
    await tell({ subject: 'EX-1', transaction: 'TX-2' });
    await tell({ subject: 'EX-1', transaction: 'TX-1' });
    expect(numbers(await all())).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 2, 1],
      [4, 3, 3],
    ]);
  });

  it('an event has a place only once it is committed, and none comes before one that has been read', async () => {
    const other = await open.pool.connect();
    try {
      await other.query('begin');
      await publish(other, SEALED);
      await tell();
      expect((await all()).map(({ subject, sequence }) => [subject, sequence])).toEqual([['EX-1', 1]]);
      await other.query('commit');
    } finally {
      other.release();
    }
    expect((await all()).map(({ subject, sequence }) => [subject, sequence])).toEqual([
      ['EX-1', 1],
      ['seal', 2],
    ]);
  });

  it('who numbers waits for who is numbering, and moves nothing that was read', async () => {
    const [late, first] = [await open.pool.connect(), await open.pool.connect()];
    try {
      await late.query('begin');
      await publish(late, SEALED);
      await tell();
      await first.query('begin');
      await first.query('select pg_advisory_xact_lock($1)', [SEQUENCER_LOCK]);
      await first.query(
        "update event set sequence = 1, subject_sequence = 1, transaction_sequence = 1 where subject = 'EX-1'",
      );
      await late.query('commit');
      const second = open.ledger.events.sequence();
      await eventually(async () => {
        const waiting = await first.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return waiting.rows.length > 0;
      });
      await first.query('commit');
      await second;
    } finally {
      late.release();
      first.release();
    }
    expect((await all()).map(({ subject, sequence }) => [subject, sequence])).toEqual([
      ['EX-1', 1],
      ['seal', 2],
    ]);
  });

  it('many that number at once agree, and a sequencer that is broken off leaves no hole', async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 8 }, () => insist(() => tell({ subject: `EX-${round}` }))));
      await brief(open.pool, async (tx) => {
        await tx.query("select nextval('event_sequence')");
        throw new Error('broken off');
      }).catch(() => undefined);
      await Promise.all(Array.from({ length: 4 }, () => open.ledger.events.sequence()));
    }
    const events = await all();
    expect(events.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    for (let round = 0; round < 5; round++)
      expect(
        events
          .filter(({ subject }) => subject === `EX-${round}`)
          .map(({ subjectsequence }) => subjectsequence),
      ).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('events that an earlier release has given a sequence get their other numbers', async () => {
    await tell({ subject: 'EX-1' });
    await open.pool.query("update event set sequence = nextval('event_sequence')");
    await tell({ subject: 'EX-1' });
    expect(numbers(await all())).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    await tell({ subject: 'EX-1' });
    await open.pool.query("update event set sequence = nextval('event_sequence') where sequence is null");
    expect((await all()).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('pages through what a filter fits, and misses none', async () => {
    for (let index = 0; index < 25; index++) await tell({ subject: `EX-${index % 2}` });
    const seen: number[] = [];
    for (let after: number | undefined; ;) {
      const page = await open.ledger.listEvents({ after, subject: 'EX-1', limit: 5 });
      seen.push(...page.events.map(({ sequence }) => sequence));
      if (page.next === null) break;
      after = Number(page.next);
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => 2 * index + 2));
  });

  it('takes % and _ of a type for themselves', async () => {
    await tell();
    for (const type of ['interlock.%', 'interlock.exception.closed_v1', 'interlock\\%'])
      expect((await open.ledger.listEvents({ type, limit: 5 })).events).toEqual([]);
    expect((await open.ledger.listEvents({ type: 'interlock.exception.*', limit: 5 })).events).toHaveLength(
      1,
    );
  });
});

describe('versions', () => {
  const placed = {
    hold: 'QH-1',
    plant: 'lyon',
    reason: { code: 'd', text: 't' },
    severity: 'major',
    lots: ['PIN-10:L-1'],
    lotCount: 300,
  };
  const place = () =>
    brief(open.pool, (tx) =>
      publish(tx, {
        type: 'interlock.quality-hold.placed.v1',
        subject: 'QH-1',
        transaction: 'TX-1',
        plant: 'lyon',
        at: NOW,
        data: placed as never,
      }),
    );
  const read = async (filter: { type?: string; version?: number }) =>
    (await open.ledger.listEvents({ ...filter, limit: 5 })).events.map(({ type, data }) => ({ type, data }));

  it('an event is read as it was published, unless a higher version is asked for', async () => {
    await place();
    const v1 = { type: 'interlock.quality-hold.placed.v1', data: placed };
    const { lots, lotCount, ...rest } = placed;
    const v2 = {
      type: 'interlock.quality-hold.placed.v2',
      data: { ...rest, material: { lots, count: lotCount, complete: false } },
    };
    expect(await read({})).toEqual([v1]);
    expect(await read({ type: v1.type })).toEqual([v1]);
    expect(await read({ version: 2 })).toEqual([v2]);
    expect(await read({ version: 9 })).toEqual([v2]);
    expect(await read({ type: v2.type })).toEqual([v2]);
    expect(await read({ type: 'interlock.quality-hold.placed.v3' })).toEqual([]);
  });
});

describe('retention', () => {
  const subjects = async () => (await all()).map(({ subject }) => subject);

  it('purges a class by its days, never another, and says so to who reads from before', async () => {
    await tell({ subject: 'EX-old', at: ago(31) });
    await tell({ subject: 'QH-old', type: 'interlock.quality-hold.closed.v1', at: ago(400) });
    await tell({ subject: 'seal', type: 'interlock.audit.sealed.v1', at: ago(400) });
    await tell({ subject: 'drift', type: 'interlock.drift.found.v1', at: ago(400) });
    await tell({ subject: 'EX-new', at: ago(29) });
    await open.ledger.events.sequence();
    await open.ledger.events.purge(NOW);
    expect(await subjects()).toEqual(['QH-old', 'seal', 'drift', 'EX-new']);
    await expect(all(0)).rejects.toMatchObject({ code: 'events-purged', extra: { purgedThrough: 1 } });
    await expect(open.ledger.events.start({}, 0)).rejects.toMatchObject({ code: 'events-purged' });
    expect(await all(1)).toHaveLength(4);
    expect(await open.ledger.listEvents({ limit: 5 })).toMatchObject({ purgedThrough: 1 });
    expect(
      await open.ledger.listEvents({ type: 'interlock.quality-hold.*', after: 0, limit: 5 }),
    ).toMatchObject({ purgedThrough: 0 });
  });

  it('numbering goes on where what was purged had come to', async () => {
    await tell({ at: ago(31) });
    await tell({ at: ago(31) });
    await open.ledger.events.sequence();
    await open.ledger.events.purge(NOW);
    await tell({ at: ago(1) });
    expect(numbers(await all())).toEqual([[3, 3, 3]]);
    expect(await open.ledger.events.head()).toBe(3);
  });

  it('keeps what a legal hold names, by transaction or by subject, until it is released', async () => {
    const hold = await keyed(open.ledger, (tx) =>
      open.ledger.events.placeLegalHold(tx, { transaction: 'TX-held', reason: 'lawsuit' }, PERSON, NOW),
    );
    await keyed(open.ledger, (tx) =>
      open.ledger.events.placeLegalHold(tx, { subject: 'EX-held', reason: 'lawsuit' }, PERSON, NOW),
    );
    await tell({ subject: 'EX-1', transaction: 'TX-held', at: ago(31) });
    await tell({ subject: 'EX-held', at: ago(31) });
    await tell({ subject: 'EX-free', at: ago(31) });
    await open.ledger.events.sequence();
    await open.ledger.events.purge(NOW);
    expect(await subjects()).toEqual(['EX-1', 'EX-held']);
    const release = () =>
      keyed(open.ledger, (tx) => open.ledger.events.releaseLegalHold(tx, hold.id, 'settled', PERSON, NOW));
    expect(await release()).toMatchObject({ released: { by: PERSON, reason: 'settled' } });
    await expect(release()).rejects.toMatchObject({ code: 'legal-hold-released' });
    await open.ledger.events.purge(new Date(NOW.getTime() + 3_600_000));
    expect(await subjects()).toEqual(['EX-held']);
  });

  it('every purge is in the audit, which is never shortened', async () => {
    await tell({ at: ago(31) });
    await open.ledger.events.sequence();
    const before = (await open.ledger.verifyAudit()).rows;
    await open.ledger.events.purge(NOW);
    expect((await open.ledger.listAudit({ transaction: 'event-retention', limit: 5 })).items).toMatchObject([
      { action: 'events.purged', subject: 'support', to: { events: 1, through: 1 } },
    ]);
    expect(await open.ledger.verifyAudit()).toMatchObject({ intact: true, rows: before + 1 });
  });

  it('keeps what a subscription has still to be given, and lets go of it when it is paused', async () => {
    const subscription = await keyed(open.ledger, (tx) =>
      open.ledger.subscriptions.create(
        tx,
        { url: 'https://consumer.example', types: ['*'], plants: [], version: 1 },
        PERSON,
        NOW,
      ),
    );
    await tell({ subject: `EX-${randomUUID()}`, at: ago(31) });
    await open.ledger.events.sequence();
    await open.ledger.events.purge(NOW);
    expect(await all()).toHaveLength(1);
    await keyed(open.ledger, (tx) =>
      open.ledger.subscriptions.move(tx, subscription.id, 'paused', 'moved', PERSON, NOW),
    );
    await open.ledger.events.purge(new Date(NOW.getTime() + 3_600_000));
    expect(await all()).toEqual([]);
  });

  it('takes nobody back, though all that was delivered is purged', async () => {
    const { subscriptions } = open.ledger;
    const { id } = await keyed(open.ledger, (tx) =>
      subscriptions.create(
        tx,
        { url: 'https://consumer.example', types: ['*'], plants: [], version: 1 },
        PERSON,
        NOW,
      ),
    );
    const claim = async () => {
      const claimed = await subscriptions.claim(4, 1_000, new Date());
      const answer = { status: 204, error: null, retryAfterMs: null };
      for (const one of claimed) await subscriptions.settle(one, answer, { kind: 'delivered' }, NOW);
      return claimed.map(({ event }) => event.sequence);
    };
    await tell({ at: ago(31) });
    expect(await claim()).toEqual([1]);
    await open.ledger.events.purge(NOW);
    expect(await all()).toEqual([]);
    await expect(
      keyed(open.ledger, (tx) => subscriptions.replay(tx, id, 0, PERSON, NOW)),
    ).rejects.toMatchObject({ code: 'events-purged' });
    await keyed(open.ledger, (tx) => subscriptions.replay(tx, id, 1, PERSON, NOW));
    expect(await claim()).toEqual([]);
    await tell();
    expect(await claim()).toEqual([2]);
    expect(await subscriptions.get(id, NOW)).toMatchObject({ position: 2, pending: 0 });
    expect((await open.pool.query('select from feed where finished_at is null')).rows).toHaveLength(1);
  });
});
