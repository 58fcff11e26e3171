import { bringHome } from '../../activities/bring';
import { SystemFailure, type FailureClass } from '../../adapters/failure';
import type { Adapter, Answer, Ask, CallContext, Effect, Observation } from '../../adapters/port';
import type { Batch, Errand } from '../../contracts/step';

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
