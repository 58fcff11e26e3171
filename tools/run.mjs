#!/usr/bin/env node
/**
 * The one way in: `npm run demo`, `npm start`, `npm test`, `npm run bench|chaos|compose|contracts|audit-dependencies|interlock|observability|rollout|build|lint|typecheck`. Needs Node's own modules
 * only, so that it runs on a fresh clone: it installs and builds what is missing, then hands over.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './set-up/build.mjs';
import { ROOT } from './set-up/folders.mjs';
import { ensureInstalled } from './set-up/install.mjs';
import { say } from './set-up/steps.mjs';

const tool = (...path) => join(ROOT, 'node_modules', ...path);

/** What each command runs once everything is there; `built`: it runs from dist/. */
const COMMANDS = {
  demo: { built: true, args: [join(ROOT, 'dist', 'tools', 'demo.js')] },
  start: { built: true, args: [join(ROOT, 'dist', 'tools', 'stack', 'main.js')] },
  test: { built: true, args: [tool('jest', 'bin', 'jest.js')] },
  bench: { built: true, args: [join(ROOT, 'dist', 'bench', 'main.js')] },
  chaos: { built: true, args: [join(ROOT, 'dist', 'tools', 'chaos', 'main.js')] },
  compose: { built: true, args: [join(ROOT, 'dist', 'tools', 'compose', 'main.js')] },
  interlock: { built: true, args: [join(ROOT, 'dist', 'tools', 'cli', 'main.js')] },
  contracts: { built: true, args: [join(ROOT, 'dist', 'tools', 'contracts', 'main.js')] },
  'audit-dependencies': { built: true, args: [join(ROOT, 'dist', 'tools', 'dependencies', 'main.js')] },
  observability: { built: true, args: [join(ROOT, 'dist', 'tools', 'observability', 'main.js')] },
  rollout: { built: true, args: [join(ROOT, 'dist', 'tools', 'rollout', 'main.js')] },
  build: { built: true, args: null },
  // Both look at the console, too, whose types are made by the build.
  lint: { built: true, args: [tool('oxlint', 'bin', 'oxlint'), '--type-aware'] },
  typecheck: { built: true, args: [join(ROOT, 'tools', 'typecheck.mjs')] },
};

async function main([name, ...rest]) {
  const command = COMMANDS[name];
  if (!command)
    throw new Error(`There is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(
      `Interlock needs Node 20.19 or later, and this is ${process.version}. Install one from https://nodejs.org.`,
    );
  }
  await ensureInstalled();
  if (command.built) await ensureBuilt();
  if (command.args) await handOver([...command.args, ...rest]);
}

/** Passes signals on, and ends as the program ends. The channel tells the program when this process is killed. */
function handOver(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
      resolve();
    });
  });
}

main(process.argv.slice(2)).catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
