import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import type { Caller } from '../../config/caller';
import type { Releasability } from '../../contracts/material';
import type { KnownList } from '../../domain/deny-list';
import { createPlantGate } from '../../workers/plant-gate-app';

const NOW = new Date('2026-11-03T06:40:00Z');
const list: KnownList = {
  plant: 'lyon',
  sequence: 7,
  issuedAt: NOW.toISOString(),
  lots: new Map([
    [
      'PIN-10:L-1',
      { lot: 'PIN-10:L-1', unit: 'EA' as const, quantity: '100', releasable: '100', blockedBy: [] },
    ],
    [
      'PIN-10:L-2',
      {
        lot: 'PIN-10:L-2',
        unit: 'EA' as const,
        quantity: '100',
        releasable: '0',
        blockedBy: [{ hold: 'QH-1', reason: 'dimension' }],
      },
    ],
  ]),
};

/** Asks a plant's gate while its line is cut. */
async function ask(lot: string, isPartner: boolean): Promise<Releasability> {
  const gate = createPlantGate({
    plant: 'lyon',
    graceSeconds: 900,
    kept: { list },
    line: { isCut: true, ask: () => Promise.resolve(null) },
    authenticate: () => ({ id: 'somebody' }) as Caller,
    isPartner: () => isPartner,
    now: () => NOW,
    log: pino({ level: 'silent' }),
  });
  const server = gate.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const path = `/v1/lots/${encodeURIComponent(lot)}/releasability?plant=lyon&action=consume&quantity=1`;
  const response = await fetch(address + path);
  server.closeAllConnections();
  server.close();
  expect(response.status).toBe(200);
  return (await response.json()) as Releasability;
}

it('tells a partner nothing while the line is cut: whose a lot is, the list does not say', async () => {
  expect(await ask('PIN-10:L-1', false)).toMatchObject({ releasable: true });
  expect(await ask('PIN-10:L-2', false)).toMatchObject({ blockedBy: [{ hold: 'QH-1' }] });
  for (const lot of ['PIN-10:L-1', 'PIN-10:L-2', 'PIN-10:NOWHERE']) {
    const answer = await ask(lot, true);
    expect(answer).toMatchObject({ releasable: false, blockedBy: [{ rule: 'line-cut' }] });
    expect(answer).not.toHaveProperty('denyList');
  }
});
