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
