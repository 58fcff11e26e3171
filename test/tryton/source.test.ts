import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceConfiguration } from '../../adapters/tryton/source/configuration';
import { DIST } from '../../tools/root';
import { loginOf } from '../../tools/tryton/seed/users';
import { eventually } from '../support/eventually';
import { runFolder } from '../support/run-folder';
import { openDoor, SECRET, type Door } from './door';
import { decideInTryton, failInspection } from './inspection';
import { instances, type TrytonInstances } from './instances';

let tryton: TrytonInstances;
let door: Door;
let folder: string;
let program: ChildProcess | null = null;

beforeAll(async () => {
  tryton = await instances();
  door = await openDoor();
  folder = mkdtempSync(join(runFolder(), 'source-'));
  const configuration: SourceConfiguration = {
    folder,
    instances: (['erp', 'mes', 'qms'] as const).map((role) => ({
      system: role,
      role,
      plant: 'lyon',
      address: tryton.addresses[role],
      database: role,
      login: loginOf('reader'),
      inbound: door.url,
      secret: SECRET,
    })),
  };
  writeFileSync(join(folder, 'configuration.json'), JSON.stringify(configuration));
  start();
});

afterAll(async () => {
  await stop('SIGTERM');
  door?.close();
});

function start(): void {
  program = spawn(
    process.execPath,
    [join(DIST, 'workers', 'tryton-source.js'), join(folder, 'configuration.json')],
    { stdio: 'ignore' },
  );
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (!program || program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill(signal);
  await ended;
}

const DECISION = JSON.stringify({
  dispositions: [
    {
      lot: 'PIN-10:L-0417',
      quantity: { value: '1', unit: 'EA' },
      decision: 'scrap',
      reason: 'undersize',
      reference: 'MRB-77',
    },
    {
      lot: 'PIN-10:L-0417',
      quantity: { value: '69', unit: 'EA' },
      decision: 'release',
      reason: 'inspected 100 %',
      reference: 'MRB-77',
    },
  ],
});

test('what lies in the ERP is told once, with what the MES made it from', async () => {
  const lot = await eventually(() => door.events('erp.lot.received.v1', 'PIN-10:L-0417')[0]);
  expect(lot).toMatchObject({
    plant: 'lyon',
    location: 'STO',
    quantity: { value: '70', unit: 'EA' },
    status: 'unrestricted',
  });
  const made = await eventually(() => door.events('mes.material.consumed.v1', 'PO-7001')[0]);
  expect(made).toMatchObject({
    consumed: [{ lot: 'BAR-3:H-7784', quantity: { value: '4.2', unit: 'MTR' } }],
    produced: [{ lot: 'PIN-10:L-0417', quantity: { value: '70', unit: 'EA' } }],
  });
});

test('a failed inspection is a nonconformance, and its resolved alert the decision', async () => {
  const quality = tryton.as('quality', 'qms');
  const alert = await failInspection(quality);
  const raised = await eventually(() => door.events('qms.nonconformance.raised.v1', alert.number)[0]);
  expect(raised).toMatchObject({
    id: alert.number,
    plant: 'lyon',
    scope: { lots: [{ lot: 'PIN-10:L-0417' }] },
    reason: {
      code: 'inspection',
      text: 'pin 66: Diameter 1, mm 9.9 (9.95 to …), Diameter 2, mm 9.89 (9.95 to …), Diameter 3, mm 9.91 (9.95 to …)',
    },
    raisedBy: { name: 'Quentin Quality' },
  });
  await decideInTryton(quality, alert, DECISION);
  const decided = await eventually(() => {
    const found = door.events('qms.disposition.decided.v1', alert.number);
    return found.length === 2 && found;
  });
  expect(decided).toMatchObject([
    {
      nonconformance: alert.number,
      decision: 'scrap',
      quantity: { value: '1' },
      decidedBy: { id: 'quality', role: 'quality' },
    },
    { nonconformance: alert.number, decision: 'release', quantity: { value: '69' } },
  ]);
});

test('what happens while the source is dead is told once it is back, and nothing twice', async () => {
  // Each instance is read by itself: a slow ERP may still be told of. Its cursor is written once all of it was taken.
  await eventually(() => ['erp', 'mes'].every((role) => existsSync(join(folder, `${role}.cursor`))));
  await stop('SIGKILL');
  const alert = await failInspection(tryton.as('quality', 'qms'));
  const before = new Set(door.taken.keys());
  start();
  await eventually(() => door.events('qms.nonconformance.raised.v1', alert.number).length > 0);
  const fresh = [...door.taken.keys()].filter((id) => !before.has(id));
  expect(fresh).toEqual([`quality.alert,${alert.alert}:raised`]);
});

test('a lost cursor costs work, no event', async () => {
  await stop('SIGKILL');
  for (const role of ['erp', 'mes', 'qms']) rmSync(join(folder, `${role}.cursor`), { force: true });
  const known = door.taken.size;
  door.duplicates = 0;
  start();
  await eventually(() => door.duplicates >= known);
  expect(door.taken.size).toBe(known);
});

test('an alert resolved without a decision keeps nothing else back', async () => {
  const quality = tryton.as('quality', 'qms');
  await decideInTryton(quality, await failInspection(quality), 'looks fine to me');
  const next = await failInspection(quality);
  await eventually(() => door.events('qms.nonconformance.raised.v1', next.number).length > 0);
});

test('the reader may read, and write nothing', async () => {
  const reader = tryton.as('reader', 'qms');
  const [alert] = await reader.find<{ id: number }>('quality.alert', [], ['number']);
  for (const attempt of [
    () => reader.write('quality.alert', [alert!.id], { title: 'mine' }),
    () => reader.press('quality.alert', 'process', [alert!.id]),
    () => reader.write('stock.lot', [1], { number: 'mine' }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ name: 'TrytonRefusal', kind: 'UserError' });
  }
});
