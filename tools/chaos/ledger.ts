import { Pool } from 'pg';
import { persist } from './patience';
import type { ChaosStack } from './stack';

/** A system was read back as holding all that was asked of it for this lot, which this hold covers. */
export interface Contained {
  readonly system: string;
  readonly lot: string;
  readonly hold: string;
}

/** What is not home yet, named; none: nothing is. */
export interface Away {
  readonly what: string;
  readonly subject: string;
}

/** The ledger's tables, read beside the API; each question is asked until Postgres is there to answer. */
export class LedgerReader {
  private readonly pool: Pool;

  constructor(
    stack: ChaosStack,
    private readonly signal: AbortSignal,
  ) {
    this.pool = new Pool({
      connectionString: stack.description().postgres,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      allowExitOnIdle: true,
    });
    // An idle connection that is cut is replaced; a query that meets one says so.
    this.pool.on('error', () => undefined);
  }

  /** Lots of these that the ledger has heard of. */
  async known(lots: readonly string[]): Promise<number> {
    const rows = await this.ask<{ lot: string }>('select distinct lot from stock where lot = any($1)', [
      lots,
    ]);
    return rows.length;
  }

  /** Asked once. @returns null when Postgres does not answer */
  contained(): Promise<Contained[] | null> {
    return this.once<Contained>(
      `select target.system, hold_lot.lot, hold_lot.hold from target join hold_lot using (lot) join hold on hold.id = hold_lot.hold
       where target.subject_kind = 'lot' and target.desired_state = 'held' and target.status = 'observed'
         and target.generation = target.observed_generation and not target.read_first and hold_lot.covers and hold.state <> 'closed'`,
    ).catch(() => null);
  }

  /** State of each disposition, by its reference: chaos gives every one its own. */
  async dispositions(): Promise<Map<string, { state: string; count: number }>> {
    const rows = await this.ask<{ reference: string; state: string; count: number }>(
      'select reference, min(state) as state, count(*)::int as count from disposition group by reference',
    );
    return new Map(rows.map((row) => [row.reference, row]));
  }

  /** Of each item at a plant whose new starts were ever stopped: how often that changed, and whether they are (or may be) now. */
  async stoppedStarts(): Promise<Map<string, { times: number; now: boolean }>> {
    const rows = await this.ask<{ subject: string; times: number; now: boolean }>(
      `select subject_id as subject, generation as times, desired_state = 'held' or open as now from target where subject_kind = 'starts'`,
    );
    return new Map(rows.map((row) => [row.subject, row]));
  }

  /** What keeps the ledger from being at rest. */
  away(): Promise<Away[]> {
    return this.ask<Away>(
      `select 'command ' || kind || ' of ' || workflow || ' was not carried' as what, subject from command
       union all select distinct 'target ' || target.status || ' at generation ' || target.generation || ', observed at ' || target.observed_generation || coalesce(': ' || target.note, ''), target.id
         from target join stake on stake.target = target.id where target.open
       union all select 'hold is closed, and its saga is not over', id from hold where state = 'closed' and finished_at is null
       union all select 'hold is ' || containment, id from hold where state <> 'closed' and containment <> 'effective'
       union all select 'disposition is ' || state, id from disposition where state in ('decided', 'executing')
       union all select 'change is over at every plant, and its saga is not', id from change where finished_at is null and not exists (
         select from change_plant where change = change.id and state not in ('active', 'refused', 'withdrawn'))
       union all select plant || ' is ' || state || coalesce(', waits for ' || waits_for, ''), change from change_plant where state not in ('active', 'refused', 'withdrawn')
       union all select 'announcement ' || type || ' waits for ' || coalesce(waits_for, 'nothing'), id from inbound where applied_at is null
       union all select 'exception is open: ' || step || ' in ' || system || ', ' || reason_text, id from exception where state = 'open'`,
    );
  }

  /** How much has come home. */
  async done(): Promise<number> {
    const [row] = await this.ask<{ done: number }>(
      `select ((select count(*) from hold where finished_at is not null) + (select count(*) from hold where containment = 'effective')
         + (select count(*) from disposition where state in ('verified', 'reversed'))
         + (select count(*) from change_plant where state in ('active', 'refused', 'withdrawn')))::int as done`,
    );
    return row?.done ?? 0;
  }

  /** Ids of the sagas that are to run, and of those that are to be over. */
  async sagas(): Promise<{ running: string[]; over: string[] }> {
    const rows = await this.ask<{ id: string; over: boolean }>(
      `select 'quality-hold/' || id as id, finished_at is not null as over from hold
       union all select 'engineering-change/' || id, finished_at is not null from change
       union all select 'plant-rollout/' || change || '/' || plant, change_plant.state in ('active', 'refused', 'withdrawn') from change_plant
         where exists (select from stake join change on change.transaction = stake.transaction where change.id = change_plant.change)`,
    );
    const ids = (over: boolean) => rows.filter((row) => row.over === over).map(({ id }) => id);
    return { running: ids(false), over: ids(true) };
  }

  /** Pairs of changes that had the same item of the same plant in hand at the same time (E3). */
  overlaps(): Promise<{ item: string; plant: string; first: string; second: string }[]> {
    return this.ask(
      `with hand as (
         select item, plant, change, staged_at as since, coalesce(ended_at, 'infinity') as until
         from change_plant join change_item using (change) where staged_at is not null)
       select one.item, one.plant, one.change as first, other.change as second from hand one join hand other using (item, plant)
       where one.change < other.change and one.since < other.until and other.since < one.until`,
    );
  }

  private ask<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return persist(() => this.once<T>(text, values), this.signal);
  }

  private async once<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.pool.query<T>(text, values)).rows;
  }
}
