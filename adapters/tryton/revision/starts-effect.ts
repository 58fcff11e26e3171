import type { Answer, Ask, Effect, Observation } from '../../port';

/** Tryton starts an order for whoever may: there is nothing to ask of it, and people are told so. */
export class StartsEffect implements Effect {
  readonly repeat = 'set-state';
  readonly batch = 100;

  ask(asks: readonly Ask[]): Promise<Answer[]> {
    return Promise.resolve(asks.map(({ target }) => ({ target, outcome: 'acknowledged', prior: null })));
  }

  observe(asks: readonly Ask[]): Promise<Observation[]> {
    return Promise.resolve(
      asks.map(({ subject, desired: { state } }) => ({
        subject,
        state,
        quantity: null,
        onHand: null,
        native: null,
        cannotEnforce:
          state === 'held'
            ? `Tryton cannot stop new starts of ${subject.id}: see to it that nobody starts an order until the change is active.`
            : null,
        evidence: 'Tryton stops no starts: none was stopped',
      })),
    );
  }
}
