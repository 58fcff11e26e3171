import { z } from 'zod';

/** How often: `perSecond` for as long as one likes, `burst` at once. */
const RATE = {
  perSecond: z.number().positive().max(1_000_000),
  burst: z.int().min(1).max(1_000_000),
};
const Rate = z.strictObject(RATE);
export type Rate = z.infer<typeof Rate>;

/** What callers of a tier may ask; `perDay` counts UTC days, over all processes of the API. */
const LimitTier = z.strictObject({ ...RATE, perDay: z.int().min(1).optional() });
export type LimitTier = z.infer<typeof LimitTier>;

/**
 * How much the API takes, each caller counted alone. What material's safety hangs on (`gate`, holds to be placed), webhooks of
 * systems and what anybody may ask are counted apart from other calls: a flood of lists never shuts the gate. The usual values
 * are beyond what one process answers.
 */
export const Limits = z
  .strictObject({
    tiers: z
      .record(z.string(), LimitTier)
      .refine((tiers) => Object.keys(tiers).length > 0, 'wants a tier at least')
      .prefault({ usual: { perSecond: 2_000, burst: 10_000 } }),
    /** The tier of a caller, by id. */
    callers: z.record(z.string(), z.string()).default({}),
    /** The tier of every other caller. */
    default: z.string().default('usual'),
    gate: Rate.prefault({ perSecond: 10_000, burst: 50_000 }),
    /** Each system's webhooks. */
    inbound: Rate.prefault({ perSecond: 5_000, burst: 25_000 }),
    /** Each address's calls that want no credential: health, measures, documents. */
    public: Rate.prefault({ perSecond: 1_000, burst: 5_000 }),
    /** Each address's calls with no or a bad credential. */
    refused: Rate.prefault({ perSecond: 500, burst: 5_000 }),
  })
  .superRefine(({ tiers, callers, default: usual }, context) => {
    const known = Object.keys(tiers).join(', ');
    const check = (tier: string, path: string[]) => {
      if (!Object.hasOwn(tiers, tier))
        context.addIssue({
          code: 'custom',
          path,
          message: `there is no tier "${tier}"; name one of ${known}, or add it to limits.tiers`,
        });
    };
    check(usual, ['default']);
    for (const [caller, tier] of Object.entries(callers)) check(tier, ['callers', caller]);
  });
export type Limits = z.infer<typeof Limits>;

/** What is counted apart. */
export type Lane = 'calls' | 'gate' | 'inbound' | 'public' | 'refused';
