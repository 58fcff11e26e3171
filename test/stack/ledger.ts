import { Client, type QueryResult, type QueryResultRow } from 'pg';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

/** One statement on the running ledger. */
async function run<T extends QueryResultRow>(
  stack: TestStack,
  text: string,
  values: readonly string[],
): Promise<QueryResult<T>> {
  const client = new Client({ connectionString: stack.description().postgres });
  await client.connect();
  try {
    return await client.query<T>(text, [...values]);
  } finally {
    await client.end();
  }
}

/** How many rows of the running ledger are so: for states that no call of the API shows. */
export const countRows = async (stack: TestStack, from: string, values: readonly string[]): Promise<number> =>
  (await run(stack, `select from ${from}`, values)).rowCount ?? 0;

/** The fencing token of the newest ask of a target: a system refuses who comes with an older one. */
export async function tokenOf(stack: TestStack, target: string): Promise<number> {
  const { rows } = await run<{ token: number }>(stack, 'select token::int from target where id = $1', [
    target,
  ]);
  if (!rows[0]) throw new Error(`The ledger has no target ${target}.`);
  return rows[0].token;
}

/** The time is over that a person had for what a system refuses of a transaction: it has waited for an hour. */
export const patienceIsOver = async (stack: TestStack, transaction: string): Promise<void> =>
  void (await run(
    stack,
    "update exception set opened_at = opened_at - interval '1 hour' where transaction = $1 and state = 'open'",
    [transaction],
  ));

/** The one step of a transaction that is parked is not tried again by itself for an hour. */
export const putOff = (stack: TestStack, transaction: string): Promise<boolean> =>
  eventually(async () => {
    const { rowCount } = await run(
      stack,
      `update target set not_before = now() + interval '1 hour' from exception
       where exception.target = target.id and exception.transaction = $1 and exception.state = 'open'
         and target.status = 'parked' and target.lease_owner is null`,
      [transaction],
    );
    return rowCount === 1;
  });
