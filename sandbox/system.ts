import { createApi } from './core/api';
import { Clock } from './core/clock';
import { createControl } from './core/control';
import { Effects } from './core/effects';
import { Faults } from './core/faults';
import { Hands } from './core/hands';
import type { Kind, KindName, Parts } from './core/kind';
import { Listener } from './core/listener';
import type { Means } from './core/lots';
import { Outbox, type WebhookTarget } from './core/outbox';
import { Store } from './core/store';
import { enterprise } from './data/enterprise';
import { createErp } from './erp/erp';
import { createMes } from './mes/mes';
import { createPlm } from './plm/plm';
import { createQms } from './qms/qms';
import { GateLine, type GateAddress } from './wms/gate-line';
import { createWms } from './wms/wms';

/** How each kind is made. */
export const CREATE: Record<KindName, (parts: Parts) => Kind> = {
  erp: createErp,
  mes: createMes,
  plm: createPlm,
  qms: createQms,
  wms: createWms,
};

export interface SystemSettings {
  readonly name: string;
  readonly kind: KindName;
  /** The MES's plant; null for the others. */
  readonly plant: string | null;
  /** How it keeps material from being used: a WMS by `quantity` or `move`, a MES by `quantity` or `flag`. */
  readonly means: Means;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly controlPort: number;
  readonly folder: string;
  readonly token: string;
  /** Null: nothing is announced. */
  readonly webhook: WebhookTarget | null;
  /** The gate whose authorizations a WMS loads by; not given: it knows no gate. */
  readonly gate?: GateAddress;
}

export interface RunningSystem {
  readonly api: string;
  readonly control: string;
  stop(): Promise<void>;
}

/** Starts one system from what its folder holds, or from the demo enterprise when that is empty. */
export async function startSystem(settings: SystemSettings): Promise<RunningSystem> {
  const store = new Store(settings.folder);
  const effects = new Effects(store);
  const outbox = new Outbox(store, settings.name, settings.webhook);
  const clock = new Clock(store);
  const faults = new Faults(store);
  const { name, plant, means } = settings;
  const kind = CREATE[settings.kind]({ name, plant, means, store, clock, faults, effects, outbox });
  seedOnce(store, kind);

  const hands = new Hands(store, kind.work);
  const api = new Listener(
    createApi(kind, store, effects, faults, settings.token),
    settings.host,
    settings.port,
  );
  const applyFaults = () => (faults.current.down ? api.close() : api.open());
  const control = new Listener(
    createControl(kind, store, effects, faults, hands, clock, applyFaults),
    settings.host,
    settings.controlPort,
  );

  await control.open();
  await applyFaults();
  const line = settings.gate && new GateLine(store, settings.gate);
  outbox.start();
  hands.start();
  line?.start();
  return {
    get api() {
      return api.url;
    },
    control: control.url,
    stop: async () => {
      hands.stop();
      await Promise.all([api.close(), control.close(), outbox.stop(), line?.stop()]);
      store.close();
    },
  };
}

function seedOnce(store: Store, kind: Kind): void {
  const seeded = store.collection<{ at: string }>('seeded');
  if (seeded.get('enterprise')) return;
  store.transaction(() => {
    kind.seed(enterprise(new Date()));
    seeded.put('enterprise', { at: new Date().toISOString() });
  });
}
