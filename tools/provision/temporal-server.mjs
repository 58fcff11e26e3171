/**
 * The Temporal server and its schema tool, built with Go, for running it on PostgreSQL: when measuring. Progress goes to
 * stderr; the folder with `server` and `sql` to stdout.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { CACHE } from '../set-up/folders.mjs';
import { withLock } from '../set-up/lock.mjs';
import { answer } from './answer.mjs';
import { buildWithGo, hasGo } from './build-with-go.mjs';

/** The version that tools/temporal/go.mod requires. */
const SERVER = '1.31.2';
const FOLDER = `${CACHE}/temporal-server-${SERVER}`;
const PACKAGES = ['go.temporal.io/server/cmd/server', 'go.temporal.io/server/cmd/tools/sql'];

async function findServer() {
  if (existsSync(FOLDER)) return FOLDER;
  if (!hasGo()) throw new Error('Temporal on PostgreSQL is built from source: install Go 1.26.4 or later.');
  return withLock(`${FOLDER}.lock`, 'building the Temporal server', async () => {
    if (existsSync(FOLDER)) return FOLDER;
    mkdirSync(CACHE, { recursive: true });
    const work = mkdtempSync(`${FOLDER}-`);
    try {
      renameSync(await buildWithGo(`Temporal server ${SERVER}`, PACKAGES, work), FOLDER);
      return FOLDER;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

answer(findServer());
