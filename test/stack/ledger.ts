import { Client } from 'pg';
import type { TestStack } from '../support/stack';

/** How many rows of the running ledger are so: for states that no call of the API shows. */
export async function countRows(stack: TestStack, from: string, values: readonly string[]): Promise<number> {
  const client = new Client({ connectionString: stack.description().postgres });
  await client.connect();
  try {
    return (await client.query(`select from ${from}`, [...values])).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

/** The fencing token of the newest ask of a target: a system refuses who comes with an older one. */
export async function tokenOf(stack: TestStack, target: string): Promise<number> {
  const client = new Client({ connectionString: stack.description().postgres });
  await client.connect();
  try {
    const found = await client.query<{ token: number }>('select token::int from target where id = $1', [
      target,
    ]);
    if (!found.rows[0]) throw new Error(`The ledger has no target ${target}.`);
    return found.rows[0].token;
  } finally {
    await client.end();
  }
}
