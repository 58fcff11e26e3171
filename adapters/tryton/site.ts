import { TrytonRefusal } from './refusal';
import type { TrytonCaller } from './rpc';

/** Codes of the locations of one instance; the topology's `options` may name others. */
export interface SiteOptions {
  readonly warehouse: string;
  readonly storage: string;
  /** Outside the warehouse: below its storage, orders would be picked straight from it. */
  readonly quarantine: string;
  readonly scrap: string;
}

export const SITE_DEFAULTS: SiteOptions = {
  warehouse: 'WH',
  storage: 'STO',
  quarantine: 'QUAR',
  scrap: 'SCRAP',
};

/** Ids of what an instance keeps for good, looked up by code at first use. */
export class Site {
  private readonly locations = new Map<string, Promise<number>>();
  private company: Promise<{ company: number; currency: number }> | null = null;

  constructor(readonly options: SiteOptions) {}

  /** @throws TrytonRefusal when there is no location of that code */
  location(tryton: TrytonCaller, code: string): Promise<number> {
    return this.once(code, async () => {
      const [found] = await tryton.find<{ id: number }>('stock.location', [['code', '=', code]], ['id']);
      if (!found)
        throw new TrytonRefusal(
          'Missing',
          `There is no stock location with code "${code}"; make it, or mend the topology.`,
        );
      return found.id;
    });
  }

  async owner(tryton: TrytonCaller): Promise<{ company: number; currency: number }> {
    this.company ??= tryton
      .find<{ id: number; currency: number }>('company.company', [], ['currency'])
      .then(([found]) => ({ company: found!.id, currency: found!.currency }));
    return this.company.catch((error: unknown) => {
      this.company = null;
      throw error;
    });
  }

  private once(code: string, look: () => Promise<number>): Promise<number> {
    const known = this.locations.get(code);
    if (known) return known;
    const found = look();
    this.locations.set(code, found);
    found.catch(() => this.locations.delete(code));
    return found;
  }
}

/** Ids of the locations that matter to a hold. */
export interface Places {
  readonly warehouse: number;
  readonly storage: number;
  readonly quarantine: number;
}

export async function placesOf(tryton: TrytonCaller, site: Site): Promise<Places> {
  const { warehouse, storage, quarantine } = site.options;
  return {
    warehouse: await site.location(tryton, warehouse),
    storage: await site.location(tryton, storage),
    quarantine: await site.location(tryton, quarantine),
  };
}
