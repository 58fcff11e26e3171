import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createPool, LedgerUnavailable, type Pool, type Tx } from '../../ledger';
import { brief, coverage } from '../../ledger/transaction';
import { freshDatabase } from '../support/database';

/** An error of a connection that nobody listens to ends the whole process; here it fails the test. */
describe('a connection that breaks in the middle of a transaction', () => {
  let line: Server;
  let pool: Pool;
  const open = new Set<Socket>();

  beforeAll(async () => {
    const database = new URL(await freshDatabase());
    line = createServer((socket) => {
      const postgres = connect(Number(database.port), database.hostname);
      open.add(socket);
      socket.on('close', () => postgres.destroy());
      for (const end of [socket, postgres]) end.on('error', () => undefined);
      socket.pipe(postgres).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(line, 'listening');
    const url = new URL(database);
    url.port = String((line.address() as AddressInfo).port);
    pool = createPool(url.href, 1, 'test');
  });
  afterAll(async () => {
    await pool.end();
    line.close();
  });

  const reset = () => open.forEach((socket) => socket.resetAndDestroy());
  const ask = (tx: Tx, what = 'select 1') => tx.query(what);

  it.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['while it is asked', (tx) => Promise.all([ask(tx, 'select pg_sleep(60)'), pause(100).then(reset)])],
    [
      'between two questions',
      (tx) =>
        Promise.resolve(reset())
          .then(() => pause(100))
          .then(() => ask(tx)),
    ],
  ])('%s, ends that transaction and nothing else', async (_, work) => {
    await expect(brief(pool, work)).rejects.toMatchObject({
      name: LedgerUnavailable.name,
      message: 'The ledger was lost in the middle of a transaction.',
    });
    expect((await brief(pool, (tx) => ask(tx))).rowCount).toBe(1);
  });
});

it.each([
  ['changes coverage', coverage],
  ['does not', brief],
])(
  'a process that stands still in a transaction that %s lets go of its rows all the same',
  async (_, transact) => {
    const pool = createPool(await freshDatabase(), 2, 'test');
    await pool.query('create table kept (id integer); insert into kept values (1)');
    const lock = (tx: Pick<Tx, 'query'>) => tx.query('select from kept for update');
    let [begin, goOn] = [(): void => undefined, (): void => undefined];
    const stands = new Promise<void>((resolve) => (begin = resolve));
    const goesOn = new Promise<void>((resolve) => (goOn = resolve));
    const first = transact(pool, async (tx) => {
      await lock(tx);
      begin();
      await goesOn;
      await lock(tx);
    });
    const given = expect(first).rejects.toBeInstanceOf(LedgerUnavailable);
    await stands;
    await lock(pool);
    goOn();
    await given;
    await pool.end();
  },
);
