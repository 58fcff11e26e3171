import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';

/** When a hold's targets were home; milliseconds since 1970. Null: not all are. */
export interface Instants {
  /** Every required system (ERP, WMS, MES) has acknowledged. */
  readonly requiredAcknowledged: number | null;
  readonly requiredObserved: number | null;
  /** QMS and PLM too. */
  readonly allAcknowledged: number | null;
  readonly allObserved: number | null;
}

const LOOK_MS = 100;
const millis = (instant: string) => `(extract(epoch from ${instant}) * 1000)::float8`;

/** What the bench reads of the ledger, beside the API, so that reading does not load what is measured. */
export class LedgerReader {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 2, application_name: 'bench' });
  }

  /** Waits until nothing is open for these holds. @returns how many are home when the time is over */
  drained(holds: readonly string[], seconds: number): Promise<number> {
    return this.until(holds.length, seconds, () =>
      this.count(
        `select count(*)::int as n from hold where id = any($1) and not exists (
           select from stake join target on target.id = stake.target where stake.transaction = hold.transaction and target.open)`,
        holds,
      ),
    );
  }

  /** Waits until these holds are effective. @returns how many are when the time is over */
  effective(holds: readonly string[], seconds: number): Promise<number> {
    return this.until(holds.length, seconds, () => this.countEffective(holds));
  }

  /** Waits until these holds are closed. @returns how many are when the time is over */
  closed(holds: readonly string[], seconds: number): Promise<number> {
    return this.until(holds.length, seconds, () =>
      this.count('select count(*)::int as n from hold where id = any($1) and finished_at is not null', holds),
    );
  }

  countEffective(holds: readonly string[]): Promise<number> {
    return this.count(
      "select count(*)::int as n from hold where id = any($1) and containment = 'effective'",
      holds,
    );
  }

  /** Waits until the ledger knows these lots, and where they lie. */
  async known(lots: readonly string[], seconds: number): Promise<void> {
    const found = await this.until(lots.length, seconds, () =>
      this.count('select count(distinct lot)::int as n from stock where lot = any($1)', lots),
    );
    if (found < lots.length)
      throw new Error(`The ledger knows ${found} of ${lots.length} lots after ${seconds} s.`);
  }

  /** By hold. */
  async instants(holds: readonly string[]): Promise<Map<string, Instants>> {
    const home = (instant: string, of: string) =>
      `case when bool_and(target.${instant} is not null) filter (where ${of}) then ${millis(`max(target.${instant}) filter (where ${of})`)} end`;
    const found = await this.pool.query<Instants & { hold: string }>(
      `select hold.id as hold, ${home('acknowledged_at', 'required')} as "requiredAcknowledged", ${home('observed_at', 'required')} as "requiredObserved",
         ${home('acknowledged_at', 'true')} as "allAcknowledged", ${home('observed_at', 'true')} as "allObserved"
       from hold join stake using (transaction) join target on target.id = stake.target where hold.id = any($1) group by 1`,
      [holds],
    );
    return new Map(found.rows.map((row) => [row.hold, row]));
  }

  /** Commits since the server started, by database. */
  async commits(): Promise<Record<string, number>> {
    const found = await this.pool.query<{ name: string; commits: number }>(
      'select datname as name, xact_commit::float8 as commits from pg_stat_database where datname is not null',
    );
    return Object.fromEntries(found.rows.map((row) => [row.name, row.commits]));
  }

  /** A setting of the server. */
  async setting(name: string): Promise<string> {
    const found = await this.pool.query<{ value: string }>('select current_setting($1) as value', [name]);
    return found.rows[0]?.value ?? '';
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async count(text: string, ids: readonly string[]): Promise<number> {
    return (await this.pool.query<{ n: number }>(text, [ids])).rows[0]?.n ?? 0;
  }

  private async until(wanted: number, seconds: number, look: () => Promise<number>): Promise<number> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = await look();
      if (found >= wanted || Date.now() > end) return found;
      await delay(LOOK_MS);
    }
  }
}
