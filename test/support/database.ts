import { randomUUID } from 'node:crypto';
import type { DatabaseDescription } from '../../tools/stack/database';
import { createDatabase } from '../../tools/stack/postgres';
import { ensureProgram } from './run-folder';

const PROGRAM = { name: 'database', folder: 'database', description: 'database.json', args: [] };

/**
 * A database of one's own, migrated and empty: a copy of a template, made in a few dozen milliseconds.
 * @returns its connection string
 */
export async function freshDatabase(): Promise<string> {
  const { admin, template } = await ensureProgram<DatabaseDescription>(PROGRAM);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createDatabase(admin, name, template);
  return admin.replace(/\/postgres$/, `/${name}`);
}
