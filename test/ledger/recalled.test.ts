import type { ResolutionRequest } from '../../contracts/exception';
import type { Ledger } from '../../ledger';
import { advance } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, keyed, PERSON, place, receiveLot } from './requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let lots = 0;
/** A hold whose ask of that system is on its way, and out of patience. */
async function outOfPatience(system: string) {
  const lot = `PIN-10:RC-${++lots}`;
  await receiveLot(ledger, lot);
  const { id, transaction } = await place(ledger, holdRequest([lot]));
  await advance(ledger, id);
  const target = `${system}/lot/${lot}`;
  await ledger.escalate(id, [target], new Date());
  const { items } = await ledger.listExceptions({ transaction, limit: 10 });
  return { id, target, exception: items[0]!.id };
}
const resolve = (exception: string, request: ResolutionRequest) =>
  keyed(ledger, (tx) => ledger.resolveException(tx, exception, request, PERSON, new Date()));

describe('What a person mends or leaves out while it is on its way', () => {
  it.each<[string, ResolutionRequest]>([
    ['wms', { action: 'amend', reason: 'another cage', payload: { quarantine: 'CAGE-2' } }],
    ['qms', { action: 'skip', reason: 'told by telephone', payload: null }],
  ])('%s: is recalled, under the claim that it has', async (system, request) => {
    const { id, target, exception } = await outOfPatience(system);
    expect((await advance(ledger, id)).recalled).toBeUndefined();
    await resolve(exception, request);
    expect((await advance(ledger, id)).recalled).toMatchObject([{ target }]);
  });

  it('is read first when it has come home, and asked with what was mended', async () => {
    const { id, target, exception } = await outOfPatience('wms');
    await resolve(exception, { action: 'amend', reason: 'another cage', payload: { quarantine: 'CAGE-2' } });
    const token = (await advance(ledger, id)).recalled![0]!.token;
    const lapsed = {
      target,
      token,
      generation: 1,
      outcome: 'lapsed',
      text: 'recalled',
      at: Date.now(),
    } as const;
    const { batches } = await advance(ledger, id, new Date(), { results: [lapsed] });
    expect(batches).toMatchObject([
      {
        system: 'wms',
        mode: 'read',
        errands: [{ target, token: token + 1, amendment: { quarantine: 'CAGE-2' } }],
      },
    ]);
  });
});
