import { z } from 'zod';
import type { Product, System } from '../contracts/topology';
import { type EndedCall, HttpClient } from './http/client';
import type { Adapter } from './port';
import type { SandboxSystem } from './sandbox/calls';
import { sandboxErp } from './sandbox/erp/adapter';
import { sandboxMes } from './sandbox/mes/adapter';
import { sandboxPlm } from './sandbox/plm/adapter';
import { sandboxQms } from './sandbox/qms/adapter';
import { sandboxWms } from './sandbox/wms/adapter';
import type { Instance } from './tryton/context';
import { trytonErp } from './tryton/erp';
import { trytonInstance } from './tryton/instance';
import { trytonMes } from './tryton/mes';
import { trytonQms } from './tryton/qms';

/** Option `means` of a sandbox system: as its process was started. */
const SandboxMeans = z.enum(['quantity', 'flag', 'move']).default('quantity');

export interface AdapterOptions {
  /** Told of each outbound call when it has ended. */
  readonly onCall?: (call: EndedCall) => void;
}

/** @param credential as in the credentials file: a bearer token, or `login:password` where the product wants one. */
type Factory = (name: string, system: System, credential: string, options: AdapterOptions) => Adapter;

/** A sandbox system, which does nothing of a call that it answers with 503. */
const sandbox =
  (create: (system: SandboxSystem) => Adapter): Factory =>
  (name, { address, timeoutMs, concurrency, requestsPerSecond, options }, token, { onCall }) =>
    create({
      name,
      means: SandboxMeans.parse(options.means),
      http: new HttpClient({
        system: name,
        address,
        token,
        timeoutMs,
        concurrency,
        requestsPerSecond,
        rollsBackOn503: true,
        onCall,
      }),
    });

/** Tryton works in one database transaction a call: what it answers with 503 is undone. */
const tryton =
  (create: (instance: Instance) => Adapter): Factory =>
  (name, system, login, { onCall }) => {
    const { address, timeoutMs, concurrency, requestsPerSecond } = system;
    const http = new HttpClient({
      system: name,
      address,
      token: null,
      timeoutMs,
      concurrency,
      requestsPerSecond,
      rollsBackOn503: true,
      onCall,
    });
    return create(trytonInstance(name, system, login, http));
  };

const PRODUCTS: Record<Product, Factory> = {
  'sandbox-erp': sandbox(sandboxErp),
  'sandbox-mes': sandbox(sandboxMes),
  'sandbox-plm': sandbox(sandboxPlm),
  'sandbox-qms': sandbox(sandboxQms),
  'sandbox-wms': sandbox(sandboxWms),
  'tryton-erp': tryton(trytonErp),
  'tryton-mes': tryton(trytonMes),
  'tryton-qms': tryton(trytonQms),
};

/** The adapter of one system of the topology, with its own connections. */
export function createAdapter(
  name: string,
  system: System,
  credential: string,
  options: AdapterOptions = {},
): Adapter {
  return PRODUCTS[system.product](name, system, credential, options);
}
