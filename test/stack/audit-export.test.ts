import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually';
import { stack as sharedStack } from '../support/stack';
import { freshLot, place, reached, release } from './material';

it('an auditor takes the story of a lot away, and checks it with nothing of Interlock', async () => {
  const stack = await sharedStack();
  const lot = await freshLot(stack);
  const hold = await place(stack, [lot]);
  await reached(stack, hold.id, 'effective');
  await release(stack, hold.id, lot);
  await reached(stack, hold.id, 'closed');

  const folder = mkdtempSync(join(tmpdir(), 'interlock-export-'));
  try {
    const { api, keys } = stack.description();
    const fetched = async (path: string, name: string) => {
      const response = await fetch(api + path, { headers: { authorization: `Bearer ${keys.auditor}` } });
      expect(response.status).toBe(200);
      const file = join(folder, name);
      writeFileSync(file, await response.text());
      return file;
    };
    const checked = async () => {
      const file = await fetched(`/v1/audit/export?transaction=${hold.transaction}`, 'export.ndjson');
      const args = ['tools/verify-audit.mjs', file, '--keys', await fetched('/v1/audit/keys', 'keys.json')];
      return (await promisify(execFile)(process.execPath, args)).stdout;
    };
    const said = await eventually(async () => {
      const text = await checked();
      return !text.includes('newer than its last seal') && text;
    });
    expect(said).toContain('Intact.');
    expect(said).toContain('Sealed up to seal');
    expect(said).not.toContain('not signed');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
