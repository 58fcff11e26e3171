import type { Environment } from '../../contracts/topology';
import type { Pool } from '../pool';

/** A process of another environment than the ledger's. */
export class WrongEnvironment extends Error {
  override readonly name = 'WrongEnvironment';
}

/**
 * The first process that uses a ledger says which environment it is of; it stays that for ever.
 * @throws WrongEnvironment
 */
export async function claimEnvironment(pool: Pool, environment: Environment, now: Date): Promise<void> {
  await pool.query({
    name: 'environment-claim',
    text: `insert into installation (name, at, text) values ('environment', $1, $2) on conflict (name) do nothing`,
    values: [now, environment],
  });
  const found = await pool.query<{ text: string }>({
    name: 'environment-read',
    text: `select text from installation where name = 'environment'`,
  });
  const mine = found.rows[0]?.text;
  if (mine !== environment)
    throw new WrongEnvironment(
      `This ledger is of environment "${mine}", and this process of "${environment}": ` +
        `give it the ledger of ${environment}, or set INTERLOCK_ENVIRONMENT to ${mine}.`,
    );
}
