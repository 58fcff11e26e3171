/**
 * Temporal's time-skipping test server as one executable, started as `<path> <port>`. It is Java's, from Maven; without
 * Java or Maven nothing is written to stdout, and the tests that want it are skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../set-up/folders.mjs';
import { withLock } from '../set-up/lock.mjs';
import { runProgram } from '../set-up/run-program.mjs';
import { say, step } from '../set-up/steps.mjs';
import { answer } from './answer.mjs';

const FOLDER = join(CACHE, 'temporal-test-server-1.38.0');
const SERVER = join(FOLDER, 'test-server');

const script = `#!/bin/sh
# The port is the first argument; the SDK gives up after five seconds, so quick start goes before peak speed.
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '${FOLDER}/lib/*' io.temporal.testserver.TestServer "$1"
`;

async function findTestServer() {
  const missing = ['java', 'mvn'].filter((command) => spawnSync(command, ['-version']).error);
  if (missing.includes('java')) return absent('Java 17 or later is not installed');
  if (existsSync(SERVER)) return SERVER;
  if (missing.length > 0) return absent('Maven, which fetches it, is not installed');
  await withLock(`${FOLDER}.lock`, "getting Temporal's test server", async () => {
    if (!existsSync(SERVER)) await step("Getting Temporal's time-skipping test server (Maven)", fetch);
  });
  return SERVER;
}

async function fetch() {
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(`${FOLDER}-`);
  try {
    const pom = join(ROOT, 'tools', 'temporal-test-server', 'pom.xml');
    const out = join(work, 'lib');
    await runProgram('mvn', [
      '-B',
      '-q',
      '-f',
      pom,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${out}`,
    ]);
    writeFileSync(join(work, 'test-server'), script, { mode: 0o755 });
    renameSync(work, FOLDER);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function absent(why) {
  say(`Tests that let time pass need Temporal's test server, and ${why}.`);
  return '';
}

answer(findTestServer());
