import { bringHome } from '../../activities/bring';
import { SystemFailure, type FailureClass } from '../../adapters/failure';
import type { Adapter, Answer, Ask, CallContext, Effect, Observation } from '../../adapters/port';
import type { Batch, Errand } from '../../contracts/step';
import { advance } from '../ledger/come-home';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { comeHomeBut, heldLot, onlyException, refused, resolve } from '../ledger/parked';

const errand: Errand = {
  target: 'erp/lot/PIN-10:L-1',
  subject: { kind: 'lot', id: 'PIN-10:L-1' },
  desired: { state: 'held', quantity: '100' },
  whole: true,
  generation: 1,
  token: 1,
  restore: null,
  item: 'PIN-10',
  lot: 'PIN-10:L-1',
  unit: 'EA',
  plant: 'lyon',
  quarantine: 'LYON-QUARANTINE',
  disposition: null,
};
const batch: Batch = {
  system: 'erp',
  mode: 'bring',
  required: true,
  deadline: null,
  patienceMs: 30_000,
  timeoutMs: 2_000,
  hold: 'QH-1',
  transaction: 'TX-1',
  reason: { code: 'dimension', text: 'undersize' },
  nonconformance: null,
  errands: [errand],
};
const context: CallContext = {
  transaction: 'TX-1',
  traceparent: null,
  signal: new AbortController().signal,
};

/** A system whose effect can neither be repeated nor be found again; it counts how often it is asked. */
class Forgetful {
  asked = 0;
  constructor(private readonly failure: FailureClass | null) {}

  get adapter(): Adapter {
    const effect: Effect = {
      repeat: 'unsafe',
      batch: 1,
      ask: (asks) => this.ask(asks),
      observe: (asks) => Promise.resolve(asks.map(unknownTo)),
    };
    return {
      system: 'erp',
      product: 'a forgetful system',
      capabilities: {
        means: 'quantity',
        identifies: [],
        scopes: ['lot'],
        blocksShipping: true,
        blocksConsumption: true,
        restrictsByItself: [],
        refusesLate: false,
        readsBack: 'nothing',
      },
      effects: { lot: effect },
    };
  }

  private ask(asks: readonly Ask[]): Promise<Answer[]> {
    this.asked++;
    if (this.failure) return Promise.reject(new SystemFailure('erp', this.failure, 'CODE', 'it failed'));
    return Promise.resolve(asks.map(({ target }) => ({ target, outcome: 'acknowledged', prior: null })));
  }
}

const unknownTo = ({ subject }: Ask): Observation => ({
  subject,
  state: 'unknown',
  quantity: null,
  onHand: null,
  native: null,
  cannotEnforce: null,
  evidence: 'it keeps no record',
});

const visit = (system: Forgetful, again: boolean) =>
  bringHome(system.adapter, batch, again, context, () => 1_000);

describe('A1 an unsafe effect', () => {
  it('A1 with an unknown outcome is handed to a person, not to be repeated', async () => {
    const system = new Forgetful('unknown-outcome');
    expect(await visit(system, false)).toMatchObject([{ outcome: 'rejected', code: 'unknown-outcome' }]);
    expect(system.asked).toBe(1);
  });

  it('A1 is not asked by a visit that follows one of which nothing is known', async () => {
    const system = new Forgetful(null);
    expect(await visit(system, true)).toMatchObject([{ outcome: 'rejected', code: 'unknown-outcome' }]);
    expect(system.asked).toBe(0);
  });

  it('A1 that was certainly not processed may be tried again', async () => {
    await expect(visit(new Forgetful('retryable'), false)).rejects.toThrow(SystemFailure);
  });
});

describe('A1 an unsafe effect that is parked', () => {
  const NOW = new Date('2026-11-03T06:40:00Z');
  const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
  const YEAR = 365 * 24 * 3600_000;
  let open: OpenLedger;
  beforeAll(async () => {
    open = await openLedger();
  });
  afterAll(() => open.close());

  const unknown = ({ system }: { system: string }) => system === 'erp';
  const parked = async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    await comeHomeBut(open.ledger, hold.id, unknown, NOW, 'unknown-outcome');
    return { hold, exception: await onlyException(open.ledger, hold.transaction) };
  };

  it('A1 is not asked again by itself', async () => {
    const { hold } = await parked();
    const { batches, wakeAt } = await advance(open.ledger, hold.id, after(100 * YEAR));
    expect(batches).toEqual([]);
    expect(wakeAt).toBeNull();
  });

  it('A1 is asked again once when a person says so, and then parks again', async () => {
    const { hold, exception } = await parked();
    await resolve(open.ledger, exception.id, 'retry', { now: after(1) });
    const { batches } = await advance(open.ledger, hold.id, after(1));
    expect(batches).toMatchObject([{ system: 'erp', mode: 'bring' }]);
    const results = batches.flatMap((one) => refused(one, after(2).getTime(), 'unknown-outcome'));
    await advance(open.ledger, hold.id, after(2), { results });
    expect((await advance(open.ledger, hold.id, after(100 * YEAR))).batches).toEqual([]);
    expect((await onlyException(open.ledger, hold.transaction)).id).not.toBe(exception.id);
  });

  it('A1 is read before it is asked with another payload', async () => {
    const { hold, exception } = await parked();
    await resolve(open.ledger, exception.id, 'amend', { payload: { quarantine: 'CAGE-2' }, now: after(1) });
    expect((await advance(open.ledger, hold.id, after(1))).batches).toMatchObject([
      { system: 'erp', mode: 'read' },
    ]);
  });
});
