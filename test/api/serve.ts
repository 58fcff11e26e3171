import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createApp } from '../../api/app';
import type { Changes, Ledger } from '../../ledger';
import { Metrics } from '../../api/metrics';
import type { Services } from '../../api/route';
import { createServer, type Patience } from '../../api/server';
import { ROLES } from '../../config/credentials';
import { demoTopology } from '../ledger/open-ledger';

export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const KEYS = [
  ...ROLES.map((role) => ({ id: role, role, plants: null })),
  ...ROLES.map((role) => ({ id: `${role}-at-lyon`, role, plants: ['lyon'] })),
  // A partner, once the topology names it.
  { id: 'atlantic', role: 'partner' as const, plants: null },
  { id: 'quality-lyon', role: 'quality' as const, plants: ['lyon'] },
  { id: 'engineering-lyon', role: 'engineering' as const, plants: ['lyon'] },
  { id: 'support-monterrey', role: 'support' as const, plants: ['monterrey'] },
];

/** As much of the ledger as a test needs. */
export type LedgerStub = Partial<Omit<Ledger, 'changes' | Part>> & {
  changes?: Pick<Changes, 'subscribe'>;
} & { [P in Part]?: Partial<Ledger[P]> };
/** Parts of the ledger of which a test gives some functions. */
type Part = 'baselines' | 'engineeringChanges';

export interface Call {
  as?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
export interface Served {
  url: string;
  /** Calls as one of the keys (named by its id); a body that is not text is sent as JSON. */
  call(method: string, path: string, call?: Call): Promise<Response>;
  services: Services;
  close(): Promise<void>;
}

/** The API on a free port over a ledger of which only what a test needs is there; any other use of it is an error. */
export async function serve(
  ledger: LedgerStub,
  overrides: Partial<Services> = {},
  patience?: Patience,
): Promise<Served> {
  const topology = overrides.topology ?? demoTopology();
  const services: Services = {
    ledger: strict(ledger),
    topology,
    running: { version: 0, document: { text: '', variables: {} }, topology },
    systems: new Map(),
    metrics: new Metrics(),
    signer: {
      sign: (type, statement) => Promise.resolve(JSON.stringify({ type, statement })),
      keys: { keys: [] },
    },
    auditKeys: { keys: [] },
    now: () => new Date('2026-11-03T06:40:00Z'),
    stopping: new AbortController().signal,
    ...overrides,
  };
  const keys = KEYS.map((key) => ({
    ...key,
    name: key.id,
    sha256: createHash('sha256').update(`key-of-${key.id}`).digest('hex'),
  }));
  const log = pino({ level: 'silent' });
  const credentials = {
    keys,
    webhooks: { qms: WEBHOOK_SECRET, erp: WEBHOOK_SECRET, 'mes-lyon': WEBHOOK_SECRET },
    systems: {},
  };
  const app = createApp(services, () => credentials, log);
  const server = createServer(app, log, patience).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    services,
    call: (method, path, { as, body, headers = {} } = {}) =>
      fetch(url + path, {
        method,
        headers: {
          ...(as !== undefined && { authorization: `Bearer key-of-${as}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const strict = (ledger: LedgerStub): Ledger =>
  new Proxy(ledger as Ledger, {
    get(target, name, receiver) {
      if (name in target) return Reflect.get(target, name, receiver) as unknown;
      throw new Error(`this test did not expect the ledger's ${String(name)} to be used`);
    },
  });

export const HOLD_REQUEST = {
  nonconformance: { system: 'qms', id: 'NC-2026-0117' },
  plant: 'lyon',
  scope: { lots: [{ lot: 'PIN-10:L-0417' }] },
  reason: { code: 'dimension', text: 'diameter 9.89 mm, lower limit 9.95 mm' },
  severity: 'critical',
};

export const CHANGE_REQUEST = {
  change: { system: 'plm', id: 'ECO-1042' },
  plants: [
    { plant: 'lyon', effectivity: { kind: 'immediate' } },
    { plant: 'monterrey', effectivity: { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } },
  ],
};
