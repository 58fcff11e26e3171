import { SystemFailure } from '../../adapters/failure';
import { HttpClient, type HttpAnswer, type HttpRequest } from '../../adapters/http/client';
import type { Effect } from '../../adapters/port';
import { ControlKeeper } from '../../adapters/tryton/revision/control-keeper';
import { ProductionKeeper } from '../../adapters/tryton/revision/production-keeper';
import { RevisionEffect } from '../../adapters/tryton/revision/revision-effect';
import { TrytonRpc } from '../../adapters/tryton/rpc';
import { Site, SITE_DEFAULTS } from '../../adapters/tryton/site';
import { loginOf } from '../../tools/tryton/seed/users';
import { bring, context, instances, type TrytonInstances } from './instances';
import { itemAsk, newItem, packageOf } from './revisions';

let tryton: TrytonInstances;
beforeAll(async () => {
  tryton = await instances();
});

/** The way to an instance, which loses the answer to the n-th write: it is done, and nobody hears of it. */
class Wire {
  private writes = 0;
  private readonly http: HttpClient;

  constructor(
    system: string,
    address: string,
    private readonly lost: number,
  ) {
    const limits = { timeoutMs: 60_000, concurrency: 4, rollsBackOn503: true };
    this.http = new HttpClient({ system, address, token: null, ...limits });
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    const answer = await this.http.send(request);
    if (!request.read && ++this.writes === this.lost)
      throw new SystemFailure('tryton', 'unknown-outcome', 'LOST', 'the answer was lost');
    return answer;
  }
}

function effectOver(role: 'erp' | 'qms', lost: number): Effect {
  const wire = new Wire(role, tryton.addresses[role], lost);
  const site = new Site(SITE_DEFAULTS);
  const rpc = new TrytonRpc(role, role, loginOf('interlock'), wire);
  const keeper = role === 'erp' ? new ProductionKeeper() : new ControlKeeper(site);
  return new RevisionEffect({ rpc, site, plant: 'lyon' }, keeper);
}

const letter = (index: number) => String.fromCharCode('B'.charCodeAt(0) + index);

describe.each(['erp', 'qms'] as const)('in the %s', (role) => {
  test('staging, undoing and activating go on from wherever they were broken off', async () => {
    const item = await newItem(tryton, `NUT-broken-${role}`);
    const cut = { staged: 0, undone: 0, active: 0 };
    let revision = 0;
    const options = () => ({
      change: `ECO-${revision}`,
      revision: { ...packageOf(item), from: letter(revision), to: letter(revision + 1) },
    });
    /** @returns whether the answer was lost, that is, whether there were so many writes */
    const breakOff = async (state: keyof typeof cut): Promise<boolean> => {
      cut[state] += 1;
      const ask = itemAsk(item, state, options());
      const broken = await effectOver(role, cut[state])
        .ask([ask], context())
        .then(
          () => false,
          (error: unknown) => error instanceof SystemFailure,
        );
      expect(await bring(effectOver(role, 0), ask)).toMatchObject({ state });
      return broken;
    };
    const bringTo = (state: keyof typeof cut) => bring(effectOver(role, 0), itemAsk(item, state, options()));

    while (await breakOff('staged')) await bringTo('undone');
    while (await breakOff('undone')) await bringTo('staged');
    await bringTo('staged');
    while (await breakOff('active')) {
      revision += 1;
      await bringTo('staged');
    }
    expect(Object.values(cut).every((tries) => tries > 1)).toBe(true);
  });
});
