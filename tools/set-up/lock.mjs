import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './steps.mjs';

/**
 * One at a time across processes: the lock is a file that names its owner's pid, and a dead owner's lock is taken over.
 * @template T
 * @param {string} path the lock file
 * @param {string} label what is done under it, for whoever waits
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, label, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = 0; !take(path); waited += 1) {
    if (waited % 150 === 0) say(`  … waiting: process ${readOwner(path)} is at it already (${label})`);
    await delay(100);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** The file appears with its content at once (a link), so that nobody reads a lock without an owner. */
function take(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const owner = readOwner(path);
    if (isDead(owner)) clearAbandoned(path, owner);
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** By one process at a time, which looks again: between two looks others may have cleared it and taken it over. */
function clearAbandoned(path, owner) {
  const clearing = `${path}.${owner}.clearing`;
  try {
    writeFileSync(clearing, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isDead(readOwner(clearing))) rmSync(clearing, { force: true });
    return;
  }
  if (readOwner(path) === owner) rmSync(path, { force: true });
  rmSync(clearing, { force: true });
}

function readOwner(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function isDead(pid) {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
