import { z } from 'zod';
import { ENVIRONMENTS } from '../contracts/topology';

/** Settings of every Interlock process, from the environment. Systems' addresses are the topology's. */
const Settings = z.object({
  INTERLOCK_DATABASE_URL: z.string().optional(),
  /** Passwords that the API's and the workers' roles of the database are made with, by `migrate`; without one it is somebody else's. */
  INTERLOCK_DATABASE_API_PASSWORD: z.string().optional(),
  INTERLOCK_DATABASE_WORKER_PASSWORD: z.string().optional(),
  INTERLOCK_TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  INTERLOCK_TEMPORAL_NAMESPACE: z.string().default('interlock'),
  /** The Web UI's address, for links. */
  INTERLOCK_TEMPORAL_UI: z.string().default('http://127.0.0.1:8233'),
  /** Which environment this process is of; a topology or a ledger of another is refused. */
  INTERLOCK_ENVIRONMENT: z.enum(ENVIRONMENTS).default('test'),
  /** A topology file; ${NAME} in it is taken from the environment. */
  INTERLOCK_TOPOLOGY: z.string(),
  /** JSON file of credentials: keys of callers (hashed), webhook secrets, tokens for the systems. Mode 0600. */
  INTERLOCK_CREDENTIALS: z.string(),
  INTERLOCK_HOST: z.string().default('127.0.0.1'),
  INTERLOCK_API_PORT: z.coerce.number().int().default(8080),
  /** The API's private key for deny-lists: a file with an Ed25519 JWK, mode 0600. */
  INTERLOCK_DENY_LIST_KEY: z.string().optional(),
  /** The enterprise worker's private key for seals of the audit: a file with an Ed25519 JWK, mode 0600; without it seals are not signed. */
  INTERLOCK_AUDIT_KEY: z.string().optional(),
  /** The public keys of seals, and of signatures before the API's key was changed: a file with a JWK set. */
  INTERLOCK_AUDIT_PUBLIC_KEYS: z.string().optional(),
  /** A file with the ring of keys that encrypt what sagas carry through Temporal, mode 0600; without it nothing is encrypted. */
  INTERLOCK_PAYLOAD_KEYS: z.string().optional(),
  /** Where a worker gives its measures at /metrics, at INTERLOCK_HOST; without it, nowhere. The API has them at its own port. */
  INTERLOCK_METRICS_PORT: z.coerce.number().int().optional(),
  /** A plant worker's plant. */
  INTERLOCK_PLANT: z.string().optional(),
  /** Port of the plant's own gate; a plant worker without one has none. The four below belong to it. */
  INTERLOCK_PLANT_GATE_PORT: z.coerce.number().int().optional(),
  /** The API's address. */
  INTERLOCK_API: z.url().optional(),
  /** The plant's bearer key for the API. */
  INTERLOCK_PLANT_KEY: z.string().optional(),
  /** Folder where the plant's gate keeps its list. */
  INTERLOCK_PLANT_DATA: z.string().optional(),
  /** A file with the API's public key for deny-lists, as JWK. */
  INTERLOCK_DENY_LIST_PUBLIC_KEY: z.string().optional(),
  INTERLOCK_LOG_LEVEL: z.string().default('info'),
});
export type Settings = z.infer<typeof Settings>;

/** @throws Error that names each variable that is missing or wrong. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const parsed = Settings.safeParse(environment);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(
    `The environment is not complete. ${wrong.join('; ')}. ARCHITECTURE.md lists every variable.`,
  );
}

/** A setting that only some processes need. @throws Error that names it. */
export function required(settings: Settings, name: keyof Settings): string {
  const value = settings[name];
  if (value === undefined) throw new Error(`${name} is not set, and this process needs it.`);
  return String(value);
}
