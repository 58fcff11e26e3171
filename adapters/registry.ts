import type { Product, System } from '../contracts/topology';
import { type EndedCall, HttpClient } from './http/client';
import type { Adapter } from './port';
import type { SandboxSystem } from './sandbox/calls';
import { sandboxErp } from './sandbox/erp/adapter';
import { sandboxMes } from './sandbox/mes/adapter';
import { sandboxPlm } from './sandbox/plm/adapter';
import { sandboxQms } from './sandbox/qms/adapter';
import { sandboxWms } from './sandbox/wms/adapter';

export interface AdapterOptions {
  /** Told of each outbound call when it has ended. */
  readonly onCall?: (call: EndedCall) => void;
}

/** @param credential as in the credentials file: a bearer token, or `login:password` where the product wants one. */
type Factory = (name: string, system: System, credential: string, options: AdapterOptions) => Adapter;

/** A sandbox system, which does nothing of a call that it answers with 503. */
const sandbox =
  (create: (system: SandboxSystem) => Adapter): Factory =>
  (name, { address, timeoutMs, concurrency }, token, { onCall }) =>
    create({
      name,
      http: new HttpClient({
        system: name,
        address,
        token,
        timeoutMs,
        concurrency,
        rollsBackOn503: true,
        onCall,
      }),
    });

const PRODUCTS: Partial<Record<Product, Factory>> = {
  'sandbox-erp': sandbox(sandboxErp),
  'sandbox-mes': sandbox(sandboxMes),
  'sandbox-plm': sandbox(sandboxPlm),
  'sandbox-qms': sandbox(sandboxQms),
  'sandbox-wms': sandbox(sandboxWms),
};

/**
 * The adapter of one system of the topology, with its own connections.
 * @throws Error when there is no adapter for the system's product
 */
export function createAdapter(
  name: string,
  system: System,
  credential: string,
  options: AdapterOptions = {},
): Adapter {
  const factory = PRODUCTS[system.product];
  if (!factory)
    throw new Error(
      `systems.${name}.product: there is no adapter for "${system.product}"; there are ${Object.keys(PRODUCTS).join(', ')}.`,
    );
  return factory(name, system, credential, options);
}
