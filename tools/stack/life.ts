import { createHash, generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import type { Credentials, Role } from '../../config/credentials';
import type { PayloadKeys } from '../../config/payload-keys';
import { readJson, replaceJson } from './files';

/** What is chosen once, at the first start in a data folder, and kept for the stack's life. */
export interface Life {
  readonly profile: string;
  readonly ports: Record<string, number>;
  readonly postgresPassword: string;
  /** Of the roles as which Interlock's processes use the ledger. */
  readonly databasePasswords: { readonly api: string; readonly worker: string };
  /** Bearer key of each caller. */
  readonly keys: Record<string, string>;
  /** Standard Webhooks secret of each system. */
  readonly webhookSecrets: Record<string, string>;
  /** What Interlock presents to each system. */
  readonly systemCredentials: Record<string, string>;
  /** Ed25519: the API signs deny-lists by the private key, plants check them by the public one. */
  readonly denyListKey: { readonly private: JsonWebKey; readonly public: JsonWebKey };
  /** Ed25519: the enterprise's worker signs seals of the audit by it. */
  readonly auditKey: { readonly private: JsonWebKey; readonly public: JsonWebKey };
}

/** The first ring of keys for what sagas carry; from then on the file is its operator's, who adds keys and retires them. */
export function newPayloadKeys(): PayloadKeys {
  const id = randomBytes(4).toString('hex');
  return { encryptWith: id, keys: { [id]: randomBytes(32).toString('base64') } };
}

const CALLERS: Record<string, { name: string; role: Role; plants: string[] | null }> = {
  administrator: { name: 'Ada Administrator', role: 'administrator', plants: null },
  quality: { name: 'Quentin Quality', role: 'quality', plants: null },
  'quality-lyon': { name: 'Lucie Lyon', role: 'quality', plants: ['lyon'] },
  engineering: { name: 'Enzo Engineering', role: 'engineering', plants: null },
  planning: { name: 'Paula Planning', role: 'planning', plants: null },
  support: { name: 'Sam Support', role: 'support', plants: null },
  auditor: { name: 'Aude Auditor', role: 'auditor', plants: null },
  partner: { name: 'Pat Partner', role: 'partner', plants: null },
  'plant-lyon': { name: 'Plant Lyon', role: 'plant', plants: ['lyon'] },
  'plant-monterrey': { name: 'Plant Monterrey', role: 'plant', plants: ['monterrey'] },
};

/** The caller that a plant's own processes are. */
export const plantCaller = (plant: string) => `plant-${plant}`;
/** The bearer key of each of these plants. */
export const plantKeysOf = ({ keys }: Life, plants: readonly string[]): Record<string, string> =>
  Object.fromEntries(plants.map((plant) => [plant, keys[plantCaller(plant)]!]));
const plantCalled = (id: string) => {
  const plant = id.slice(plantCaller('').length);
  return { name: `Plant ${plant}`, role: 'plant' as const, plants: [plant] };
};

/**
 * Reads what was chosen in `folder`, or chooses.
 * @param given credentials that a product's set-up fixes, by system; the others are random
 * @param plants each has a caller of its own
 * @throws Error when the folder was begun with another profile
 */
export function readOrBeginLife(
  folder: string,
  profile: string,
  systems: readonly string[],
  given: Readonly<Record<string, string>>,
  plants: readonly string[] = [],
): Life {
  const before = readJson<Life>(join(folder, 'life.json'));
  if (before && before.profile !== profile) {
    throw new Error(
      `${folder} holds a stack of profile "${before.profile}", not "${profile}". ` +
        'Give another folder in INTERLOCK_DATA, or start with --fresh.',
    );
  }
  const begun = beginLife(profile, systems, given, plants);
  if (!before) return begun;
  // A folder of an earlier version, or of a smaller enterprise, lacks what was not chosen then.
  const kept = (name: 'keys' | 'webhookSecrets' | 'systemCredentials') => ({
    ...begun[name],
    ...before[name],
  });
  return {
    ...begun,
    ...before,
    keys: kept('keys'),
    webhookSecrets: kept('webhookSecrets'),
    systemCredentials: kept('systemCredentials'),
  };
}

export const saveLife = (folder: string, life: Life): void => replaceJson(join(folder, 'life.json'), life);

function beginLife(
  profile: string,
  systems: readonly string[],
  given: Readonly<Record<string, string>>,
  plants: readonly string[],
): Life {
  const callers = new Set([...Object.keys(CALLERS), ...plants.map(plantCaller)]);
  const bySystem = (value: (system: string) => string) =>
    Object.fromEntries(systems.map((system) => [system, value(system)]));
  return {
    profile,
    ports: {},
    postgresPassword: random(),
    databasePasswords: { api: random(), worker: random() },
    keys: Object.fromEntries([...callers].map((caller) => [caller, `ilk_${random()}`])),
    webhookSecrets: bySystem(() => `whsec_${randomBytes(24).toString('base64')}`),
    systemCredentials: bySystem((system) => given[system] ?? random()),
    denyListKey: keyPair(),
    auditKey: keyPair(),
  };
}

/** The credentials file that Interlock's processes read: it tells callers apart without holding their keys. */
export function credentialsOf(life: Life): Credentials {
  return {
    keys: Object.entries(life.keys).map(([id, key]) => ({
      id,
      ...(CALLERS[id] ?? plantCalled(id)),
      sha256: sha256(key),
    })),
    webhooks: life.webhookSecrets,
    systems: life.systemCredentials,
  };
}

function keyPair(): Life['denyListKey'] {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { private: privateKey.export({ format: 'jwk' }), public: publicKey.export({ format: 'jwk' }) };
}

const random = () => randomBytes(24).toString('base64url');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
