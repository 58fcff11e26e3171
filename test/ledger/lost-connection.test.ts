import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createPool, LedgerUnavailable, type Pool, type Tx } from '../../ledger';
import { brief } from '../../ledger/transaction';
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
