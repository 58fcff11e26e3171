import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialsOf, readOrBeginLife, saveLife } from '../../tools/stack/life';

const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'interlock-life-')));
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
const begin = (folder: string) => readOrBeginLife(folder, 'sandbox', ['erp', 'qms'], {});

/** Every text in a value. */
const texts = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)];

it('two fresh stacks have no key, secret or password in common', () => {
  const [one, two] = folders.map(begin);
  for (const part of ['keys', 'webhookSecrets', 'systemCredentials'] as const) {
    expect(Object.keys(one![part]).length).toBeGreaterThan(0);
    const shared = texts(one![part]).filter((text) => texts(two![part]).includes(text));
    expect(shared).toEqual([]);
  }
  expect(one!.postgresPassword).not.toBe(two!.postgresPassword);
  expect(one!.denyListKey.private.d).not.toBe(two!.denyListKey.private.d);
});

it('a stack keeps its keys from start to start, and the file that its processes read has their hashes alone', () => {
  const [folder] = folders as [string];
  const begun = begin(folder);
  saveLife(folder, begun);
  expect(begin(folder)).toEqual(begun);
  const file = JSON.stringify(credentialsOf(begun).keys);
  for (const key of Object.values(begun.keys)) expect(file).not.toContain(key);
});
