import { z } from 'zod';
import { KINDS } from './core/kind';
import { MEANS } from './core/lots';
import type { SystemSettings } from './system';

const Environment = z
  .object({
    SANDBOX_NAME: z.string().min(1),
    SANDBOX_KIND: z.enum(KINDS),
    SANDBOX_PLANT: z.string().min(1).optional(),
    SANDBOX_MEANS: z.enum(MEANS).default('quantity'),
    SANDBOX_HOST: z.string().default('127.0.0.1'),
    SANDBOX_PORT: z.coerce.number().int(),
    SANDBOX_CONTROL_PORT: z.coerce.number().int(),
    SANDBOX_DATA: z.string().min(1),
    SANDBOX_TOKEN: z.string().min(1),
    SANDBOX_WEBHOOK_SECRET: z.string().startsWith('whsec_'),
    SANDBOX_WEBHOOK_URL: z.url(),
    SANDBOX_GATE_URL: z.url().optional(),
    SANDBOX_GATE_KEY: z.string().min(1).optional(),
  })
  .refine((settings) => settings.SANDBOX_KIND !== 'mes' || settings.SANDBOX_PLANT !== undefined, {
    path: ['SANDBOX_PLANT'],
    error: 'a MES belongs to a plant',
  });

/** @throws Error that names each variable that is missing or wrong. */
export function readSettings(environment: NodeJS.ProcessEnv): SystemSettings {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success)
    throw new Error(
      `The environment of this sandbox system is not complete. ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.`,
    );
  const settings = parsed.data;
  const { SANDBOX_GATE_URL: url, SANDBOX_GATE_KEY: key } = settings;
  return {
    name: settings.SANDBOX_NAME,
    kind: settings.SANDBOX_KIND,
    plant: settings.SANDBOX_PLANT ?? null,
    means: settings.SANDBOX_MEANS,
    host: settings.SANDBOX_HOST,
    port: settings.SANDBOX_PORT,
    controlPort: settings.SANDBOX_CONTROL_PORT,
    folder: settings.SANDBOX_DATA,
    token: settings.SANDBOX_TOKEN,
    webhook: { url: settings.SANDBOX_WEBHOOK_URL, secret: settings.SANDBOX_WEBHOOK_SECRET },
    ...(url !== undefined && key !== undefined && { gate: { url, key } }),
  };
}
