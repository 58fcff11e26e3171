import { createPool, Ledger, type Pool } from '../../ledger';
import { DATABASE_ROLES, grantRoles, LESS, type DatabaseRole } from '../../ledger/grants';
import { freshDatabase } from '../support/database';
import { demoTopology } from './open-ledger';
import { holdRequest, place, receiveLot } from './requests';

/** Roles are the whole server's: all tests of a run give them the same password. */
const PASSWORD = 'of-tests';
/** An owner of tables as a DBA makes it: no superuser. */
const PLAIN = 'interlock_owner_of_tests';
const REFUSED = /permission denied|never changed or removed|must be owner/;

describe('roles of the database', () => {
  let owner: Pool;
  let pools: Record<DatabaseRole, Pool>;
  beforeAll(async () => {
    const url = new URL(await freshDatabase());
    owner = createPool(url.href, 2, 'test');
    await grantRoles(owner, { interlock_api: PASSWORD, interlock_worker: PASSWORD });
    const as = (role: DatabaseRole) => {
      [url.username, url.password] = [role, PASSWORD];
      return createPool(url.href, 4, 'test');
    };
    pools = { interlock_api: as('interlock_api'), interlock_worker: as('interlock_worker') };
  });
  afterAll(() => Promise.all([owner, ...Object.values(pools)].map((pool) => pool.end())));

  const ledgerOf = (pool: Pool) =>
    new Ledger(pool, demoTopology(), { temporalUi: 'http://127.0.0.1:8233', namespace: 'interlock' });
  const { interlock_api: lessOfApi, interlock_worker: lessOfWorker } = LESS;

  it('each does its own work: a hold is placed as the one, and sealed as the other', async () => {
    const api = ledgerOf(pools.interlock_api);
    const worker = ledgerOf(pools.interlock_worker);
    await receiveLot(api, 'PIN-10:L-1');
    await place(api, holdRequest(['PIN-10:L-1']));
    await worker.sealAudit(new Date(), null);
    await worker.events.purge(new Date());
    for (const ledger of [api, worker])
      expect((await ledger.listEvents({ limit: 10 })).events).not.toHaveLength(0);
    expect(await api.verifyAudit()).toMatchObject({ intact: true, rows: 1 });
    for (const ledger of [api, worker]) ledger.changes.close();
  });

  it.each(['audit', 'seal'])(
    'A3 nobody changes or removes a row of %s, its owner no more than others',
    async (table) => {
      // Tests connect as a superuser, who stands above every guard: the tables are given to an owner who is none.
      await owner.query(
        `do $$ begin if to_regrole('${PLAIN}') is null then create role ${PLAIN}; end if; end $$; alter table ${table} owner to ${PLAIN}`,
      );
      for (const sql of [
        `update ${table} set text = text`,
        `delete from ${table}`,
        `truncate ${table}`,
        `delete from ${table} where false`,
      ]) {
        await expect(owner.query(`set local role ${PLAIN}; ${sql}`)).rejects.toThrow(REFUSED);
        for (const pool of Object.values(pools)) await expect(pool.query(sql)).rejects.toThrow(REFUSED);
      }
    },
  );

  it.each(DATABASE_ROLES)('%s cannot take the guard away, nor give itself more', async (role) => {
    for (const sql of [
      'alter table audit disable trigger only_added_to',
      'drop trigger only_added_to on audit',
      'drop table seal',
      'alter table audit rename to other',
      'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
      'create table own (id int)',
      `grant update on audit to ${role}`,
      'set session_replication_role = replica',
      'set role interlock',
      "insert into migration (name, checksum) values ('9999_other.sql', '')",
    ])
      // A grant by somebody who may not is a warning: whether it had an effect is what counts.
      await pools[role].query(sql).then(
        async () => expect(await mayUpdateAudit(role)).toBe(false),
        (error: Error) => expect(error.message).toMatch(/permission denied|must be owner/),
      );
  });

  it.each([
    ...Object.keys(lessOfApi).map((table) => ['interlock_api', table] as const),
    ...Object.keys(lessOfWorker).map((table) => ['interlock_worker', table] as const),
  ])('%s has less than the usual of %s', async (role, table) => {
    const { rows } = await owner.query<{ verb: string; may: boolean }>(
      `select verb, has_table_privilege($1, $2, verb) as may
       from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) verb`,
      [role, table],
    );
    const may = rows.flatMap((row) => (row.may ? [row.verb] : []));
    expect(may).toEqual(['select', ...(LESS[role][table] ?? [])]);
  });

  it('what a later migration makes is theirs when it is granted again, and by then they lack nothing', async () => {
    await owner.query('create table made_later (id bigint generated always as identity primary key)');
    expect(await grantRoles(owner, {})).toEqual(['interlock_api', 'interlock_worker']);
    for (const pool of Object.values(pools)) await pool.query('insert into made_later default values');
  });

  const mayUpdateAudit = async (role: DatabaseRole) =>
    (await owner.query<{ may: boolean }>("select has_table_privilege($1, 'audit', 'update') as may", [role]))
      .rows[0]!.may;
});
