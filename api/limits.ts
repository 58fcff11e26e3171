import { createHmac, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Lane, Limits, LimitTier, Rate } from '../contracts/limits';
import { Problem } from '../contracts/problem';
import { networkOf } from './network';
import type { Quotas } from './quotas';
import type { Route } from './route';

/** Addresses are counted in so many places, whatever a flood makes up; two that share one share what it lets through. */
const ADDRESS_PLACES = 16_384;
/** Nobody outside can choose addresses that share a place. */
const secret = randomBytes(16);
const placeOf = (address: string | undefined): string =>
  String(createHmac('sha1', secret).update(networkOf(address)).digest().readUInt32LE() % ADDRESS_PLACES);

/** Header fields of an answer. */
export type Fields = Record<string, string>;

/** A call that was let in, or not: `fields` are for the answer in either case. */
export interface Admission {
  readonly fields: Fields;
  /** Why not. */
  readonly problem: Problem | null;
}

/**
 * Counts calls against the topology's limits, in fixed windows of `burst / perSecond` seconds, in this process's memory: so many
 * processes let through so many times as much. The fields are those of draft-ietf-httpapi-ratelimit-headers-08 to -10.
 */
export class Limiter {
  /** By rate: a topology that is read again has rates of its own, and those of the former are forgotten with it. */
  private readonly limiters = new WeakMap<Rate, RateLimiterMemory>();

  constructor(
    private readonly limits: () => Limits,
    private readonly quotas: Pick<Quotas, 'spend'>,
  ) {}

  /** Counts a call of a caller that is known. @param caller its id */
  async admit(route: Route, caller: string, now: Date): Promise<Admission> {
    if (route.lane === 'gate') return this.count('gate', this.limits().gate, caller);
    const tier = tierOf(this.limits(), caller);
    const admission = await this.count('calls', tier, caller);
    if (admission.problem || tier.perDay === undefined) return admission;
    return withQuota(admission, tier.perDay, await this.quotas.spend(caller, tier.perDay, now), now);
  }

  /** Counts webhooks of a system. */
  admitSystem(system: string): Promise<Admission> {
    return this.count('inbound', this.limits().inbound, system);
  }

  /** Counts calls of an address that no credential tells apart: those that want none, and those with a bad one. */
  admitAddress(lane: 'public' | 'refused', address: string | undefined): Promise<Admission> {
    return this.count(lane, this.limits()[lane], placeOf(address));
  }

  private async count(lane: Lane, rate: Rate, who: string): Promise<Admission> {
    const window = rate.burst / rate.perSecond;
    const found = await this.limiterOf(rate, window)
      .consume(`${lane} ${who}`)
      .catch((refused: unknown) => {
        if (refused instanceof RateLimiterRes) return refused;
        throw refused;
      });
    const reset = wholeSeconds(found.msBeforeNext / 1000);
    const fields = {
      'RateLimit-Policy': `"${lane}";q=${rate.burst};w=${wholeSeconds(window)}`,
      RateLimit: `"${lane}";r=${found.remainingPoints};t=${reset}`,
    };
    if (found.consumedPoints <= rate.burst) return { fields, problem: null };
    return {
      fields: { ...fields, 'Retry-After': String(reset) },
      problem: new Problem(
        'too-many-requests',
        `More than ${rate.burst} calls of the kind "${lane}" within ${wholeSeconds(window)} s; ask again in ${reset} s.`,
      ),
    };
  }

  private limiterOf(rate: Rate, window: number): RateLimiterMemory {
    const known = this.limiters.get(rate);
    if (known) return known;
    const limiter = new RateLimiterMemory({ points: rate.burst, duration: window });
    this.limiters.set(rate, limiter);
    return limiter;
  }
}

const tierOf = ({ callers, tiers, default: usual }: Limits, caller: string): LimitTier =>
  tiers[(Object.hasOwn(callers, caller) && callers[caller]) || usual]!;

function withQuota({ fields }: Admission, perDay: number, left: number | null, now: Date): Admission {
  const midnight = wholeSeconds(86_400 - ((now.getTime() / 1000) % 86_400));
  const both = {
    'RateLimit-Policy': `${fields['RateLimit-Policy']}, "day";q=${perDay};w=86400`,
    RateLimit: `${fields.RateLimit}, "day";r=${left ?? 0};t=${midnight}`,
  };
  if (left !== null) return { fields: both, problem: null };
  return {
    fields: { ...both, 'Retry-After': String(midnight) },
    problem: new Problem(
      'quota-exhausted',
      `The ${perDay} calls of this day (UTC) are used up; a new day begins in ${midnight} s. The gate and holds are not counted.`,
    ),
  };
}

const wholeSeconds = (seconds: number): number => Math.max(1, Math.ceil(seconds));
