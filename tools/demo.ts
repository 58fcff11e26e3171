/** `npm run demo`: a stack of its own, one story played on it, the promises checked, everything stopped. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCredentials } from '../config/credentials';
import { Demo } from './demo/demo';
import { Page } from './demo/page';
import { findStory } from './demo/stories';
import type { Story } from './demo/story';
import { removeClusters } from './stack/postgres';
import { findProfile } from './stack/profiles';
import { runUntilStopped } from './stack/run-until-stopped';
import { Stack } from './stack/stack';

const INTERRUPTED = 130;
const FAILED = 1;
const { keep, story } = readOptions();
const data = mkdtempSync(join(tmpdir(), 'interlock-demo-'));
const stack = new Stack(data, findProfile(story.systems), { fresh: false, temporalStore: 'file' });
const interrupted = new AbortController();
let stopping: Promise<void> | null = null;

// Until it is known how it went, whatever ends this is an interruption.
process.exitCode = INTERRUPTED;
void runUntilStopped(perform, stop);

/** What the command line asks for; what it cannot mean ends the program with a sentence. */
function readOptions(): { keep: boolean; story: Story } {
  try {
    const { values } = parseArgs({
      options: { systems: { type: 'string', default: 'sandbox' }, keep: { type: 'boolean', default: false } },
    });
    return { keep: values.keep, story: findStory(values.systems) };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: npm run demo -- [--systems <name>] [--keep]`);
    process.exit(FAILED);
  }
}

async function perform(): Promise<void> {
  const page = new Page();
  page.heading(`Interlock demo: ${story.title}`);
  page.say(story.cast);
  page.say(`Starting Temporal, PostgreSQL, the systems, Interlock's API and its workers …`);
  const description = await stack.start();
  const credentials = readCredentials(join(data, 'credentials.json')).systems;
  const demo = new Demo(page, description, credentials, interrupted.signal);
  page.line(`ready after ${process.uptime().toFixed(1)} s.`);
  const passed = await passes(demo);
  if (stopping !== null) return;
  process.exitCode = passed ? 0 : FAILED;
  if (keep) return sayHowToUse(demo);
  page.say('Stopping everything. To look around in the Web UI and the API: npm run demo -- --keep');
  await stop();
}

/** Plays the story and tells what was checked. @returns whether all of it held */
async function passes(demo: Demo): Promise<boolean> {
  try {
    await story.play(demo);
  } catch (error) {
    if (stopping === null) console.error(`\nThe demo could not go on. ${(error as Error).message}`);
    return false;
  }
  demo.page.heading('What was checked (H1 and the like are promises, each with its tests in test/promises)');
  console.log('');
  const failed = demo.checks.tell(demo.page);
  const { count } = demo.checks;
  const seconds = process.uptime().toFixed(0);
  console.log(
    `\n${failed === 0 ? `All ${count} checks passed` : `${failed} of ${count} checks failed`}, ${seconds} s after the start.`,
  );
  return failed === 0;
}

function sayHowToUse({ stack: { api, temporalUi } }: Demo): void {
  console.log(`
Everything is still running; Ctrl-C stops it.
   API          ${api}, described at ${api}/docs
   Temporal UI  ${temporalUi}
   Addresses, keys and pids are in ${join(data, 'stack.json')}`);
}

/** Stops all, once. */
function stop(): Promise<void> {
  return (stopping ??= stopAll());
}

/** The folder is kept when something went wrong: its logs tell why. */
async function stopAll(): Promise<void> {
  interrupted.abort(new Error('The demo was interrupted.'));
  await stack.stop();
  if (process.exitCode === FAILED) console.error(`The logs are in ${join(data, 'logs')}.`);
  else forget();
  if (process.connected) process.disconnect();
}

function forget(): void {
  removeClusters(data);
  rmSync(data, { recursive: true, force: true });
}
