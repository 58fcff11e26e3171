import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../tools/root';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'interlock-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that writes when it enters and leaves the lock. */
function contender(): Promise<number | null> {
  const program = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(join(ROOT, 'tools', 'set-up', 'lock.mjs'))};
    await withLock('lock', 'testing', async () => {
      appendFileSync('log', 'enter\\n');
      await pause(150);
      appendFileSync('log', 'leave\\n');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: folder });
  return new Promise((resolve) => child.once('exit', resolve));
}

test('two set-ups at once take turns, and a lock whose owner died is taken over', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => dead.once('exit', resolve));
  writeFileSync(join(folder, 'lock'), String(dead.pid));
  expect(await Promise.all([contender(), contender(), contender()])).toEqual([0, 0, 0]);
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('enter\nleave\n'.repeat(3));
});
