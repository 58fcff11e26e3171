import type { StackDescription } from '../../tools/stack/description';

export interface Faults {
  latencyMs?: number;
  down?: boolean;
  status?: number;
  rate?: number;
  dropAfterEffect?: number;
  lie?: number;
  /** Decimals to which the ERP rounds the quantities of a BOM that is laid ready. */
  round?: number;
  retryAfter?: number;
  operations?: string[];
}

/** A system's word on an item at a plant. */
export interface ItemState {
  readonly active: string;
  readonly usable: readonly string[];
  readonly staged: string | null;
}

export interface SandboxState {
  readonly lots: Record<string, { quantity: string; held: string; scrapped: string; status: string }>;
  readonly orders: Record<string, { state: string; revision: string }>;
  readonly items: Record<string, ItemState>;
  /** MES: whether orders of an item may be started. */
  readonly starts?: Record<string, 'stopped' | 'allowed'>;
  /** PLM: every change of its items. */
  readonly changes?: Record<string, { state: string; affectedItems: { item: string; to: string }[] }>;
}

export interface SandboxEffect {
  readonly key: string;
  readonly operation: string;
  readonly subject: string;
  readonly calls: number;
  readonly effects: number;
  readonly at: string;
}

/** The control address of one sandbox system. */
export interface Control {
  state(): Promise<SandboxState>;
  effects(): Promise<SandboxEffect[]>;
  /** Replaces the faults that were set; `{}` clears. */
  faults(faults: Faults): Promise<void>;
  addLots(lots: { lot: string; plant: string; quantity: { value: string; unit: string } }[]): Promise<void>;
  hands(hands: { auto: boolean; afterMs?: number }): Promise<void>;
  /** The clock of the system's calendar stands at that instant; null: it is the machine's again. */
  clock(at: string | null): Promise<void>;
}

/** @throws Error when the system has no control, or the control refuses */
export function controlOf({ controls }: StackDescription, system: string): Control {
  const base = controls[system];
  if (!base) throw new Error(`There is no sandbox system "${system}" in the stack.`);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${base}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} of ${system}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    state: async () => (await (await call('GET', 'state')).json()) as SandboxState,
    effects: async () => (await (await call('GET', 'effects')).json()) as SandboxEffect[],
    faults: async (faults) => void (await call('PUT', 'faults', faults)),
    addLots: async (lots) => void (await call('POST', 'lots', lots)),
    hands: async (hands) => void (await call('PUT', 'hands', hands)),
    clock: async (at) => void (await call('PUT', 'clock', { at })),
  };
}
