import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Store } from '../../sandbox/core/store';
import { sandbox, TOKEN } from './start';
import { blockLine, blockOne } from './stock-block';

const LOT = 'PIN-10:L-0415';

it('lots, keys, restrictions, faults and hands survive a restart', async () => {
  const erp = await sandbox('erp');
  await blockOne(erp, LOT, { key: 'before', sequence: 5 });
  await erp.faults({ latencyMs: 1 });
  await erp.restart();
  expect(await erp.lot(LOT)).toMatchObject({ held: '1200' });
  expect(await blockOne(erp, LOT, { sequence: 4, blockedQuantity: '0' })).toMatchObject({ code: 'OUTDATED' });
  await blockOne(erp, LOT, { key: 'before', sequence: 5 });
  expect(await erp.effects()).toContainEqual(
    expect.objectContaining({ key: 'before', calls: 2, effects: 1 }),
  );
  expect(await erp.control('PUT', 'faults', {})).toMatchObject({ latencyMs: 0 });
});

it('a system that was told to be down is down after a restart', async () => {
  const erp = await sandbox('erp');
  await erp.faults({ down: true });
  await erp.restart();
  await expect(erp.post('/stock-queries', { lots: [LOT] })).rejects.toThrow('fetch failed');
});

it('what was answered survives SIGKILL of the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-sandbox-'));
  const first = await startProcess(folder);
  await postBlock(first.api, blockLine(LOT));
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await startProcess(folder);
  const state = (await (await fetch(`${second.control}/_sandbox/state`)).json()) as {
    lots: Record<string, object>;
  };
  expect(state.lots[LOT]).toMatchObject({ held: '1200' });
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
  rmSync(folder, { recursive: true });
});

it('a line of the journal that was not written to its end is left out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-sandbox-'));
  writeFileSync(join(folder, 'journal.jsonl'), '[["lots","a",{"n":1}]]\n[["lots","a",{"n":2}],["lo');
  const store = new Store(folder);
  expect(store.collection('lots').all()).toEqual([{ n: 1 }]);
  store.close();
  rmSync(folder, { recursive: true });
});

/** The compiled program, as the stack runs it. */
async function startProcess(folder: string): Promise<{ child: ChildProcess; api: string; control: string }> {
  const child = spawn(process.execPath, [join(__dirname, '../../dist/sandbox/main.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      SANDBOX_NAME: 'erp',
      SANDBOX_KIND: 'erp',
      SANDBOX_PORT: '0',
      SANDBOX_CONTROL_PORT: '0',
      SANDBOX_DATA: folder,
      SANDBOX_TOKEN: TOKEN,
      SANDBOX_WEBHOOK_SECRET: 'whsec_c2VjcmV0LW9mLXRoZS10ZXN0',
      SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:9/v1/inbound/erp',
    },
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const [api, control] = line.match(/http:\/\/[\d.:]+/g)!;
  return { child, api, control: control! };
}

const postBlock = (api: string, line: object) =>
  fetch(`${api}/stock-blocks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ blocks: [line] }),
  });
