import { SystemFailure } from '../../../adapters/failure';
import type { Adapter, Answer, Ask, Observation } from '../../../adapters/port';
import { compare } from '../../../domain/decimal';
import type { Agenda } from './agenda';
import type { Random } from './random';

export interface Kind {
  /** Knows how much it holds, or a flag alone. */
  readonly counts: boolean;
  /** Refuses an ask past its deadline or with an older token when it comes to apply it. */
  readonly refusesLate: boolean;
}

const TIMEOUT_MS = 2_000;
/** The longest that an ask lives on its way after it was sent. */
export const LIFE_MS = 15_000;

interface Lot {
  held: string;
  token: number;
  /** Too much, never too little: a hold that lands after its answer, or its time-out, stands until somebody reads it. */
  heldByALateAsk: boolean;
}

/** Applied and answered after these many milliseconds; null is never. */
interface Fate {
  readonly applied: number | null;
  readonly answered: number | null;
  readonly refused?: boolean;
}

/**
 * A system in virtual time that is slow, refuses connections, drops answers, applies late what it took, and lies.
 * It holds the whole lot, a part (where it counts), or nothing.
 */
export class SlowSystem {
  private readonly lots = new Map<string, Lot>();

  constructor(
    private readonly agenda: Agenda,
    private readonly random: Random,
    readonly kind: Kind,
    /** What it has of every lot. */
    private readonly onHand: string,
    private readonly note: (text: string) => void,
  ) {}

  held(lot: string): string {
    return this.lot(lot).held;
  }
  heldByALateAsk(lot: string): boolean {
    return this.lot(lot).heldByALateAsk;
  }

  readonly adapter: Adapter = {
    system: 'erp',
    product: 'slow',
    capabilities: {
      means: 'quantity',
      identifies: [],
      scopes: ['lot'],
      blocksShipping: true,
      blocksConsumption: true,
      restrictsByItself: [],
      refusesLate: false,
      readsBack: 'by lot',
    },
    effects: {
      lot: {
        repeat: 'set-state',
        batch: 100,
        ask: (asks) => this.ask(asks),
        observe: (asks) => this.observe(asks),
      },
    },
  };

  private async ask(asks: readonly Ask[]): Promise<Answer[]> {
    const { applied, answered, refused } = this.fate();
    if (refused) {
      await this.agenda.wait(20);
      throw this.failure('retryable', 'refused');
    }
    let answers = asks.map((one): Answer => ({ target: one.target, outcome: 'acknowledged', prior: null }));
    const late = applied !== null && applied >= (answered ?? TIMEOUT_MS);
    if (applied !== null) this.agenda.in(applied, () => (answers = asks.map((one) => this.apply(one, late))));
    await this.agenda.wait(answered ?? TIMEOUT_MS);
    if (answered === null) throw this.failure('unknown-outcome', 'timeout');
    // It may lie about what it did; but after what it answered, one that refuses older asks takes none.
    for (const one of asks)
      this.lot(one.subject.id).token = Math.max(one.token, this.lot(one.subject.id).token);
    return answers;
  }

  private async observe(asks: readonly Ask[]): Promise<Observation[]> {
    await this.agenda.wait(this.random.between(10, 500));
    if (this.random.chance(0.1)) throw this.failure('retryable', 'refused');
    return asks.map(({ subject }): Observation => {
      const { held } = this.lot(subject.id);
      const free = compare(held, '0') === 0;
      return {
        subject,
        state: free ? 'free' : 'held',
        quantity: this.kind.counts ? held : null,
        onHand: this.onHand,
        native: 'unrestricted',
        cannotEnforce: null,
        evidence: 'read',
      };
    });
  }

  private fate(): Fate {
    const draw = this.random.next();
    const soon = this.random.between(20, 1_900);
    if (draw < 0.08) return { applied: null, answered: null, refused: true };
    if (draw < 0.2) return { applied: soon, answered: null };
    if (draw < 0.32) return { applied: this.random.between(TIMEOUT_MS, LIFE_MS), answered: null };
    if (draw < 0.36) return { applied: null, answered: null };
    if (draw < 0.42) return { applied: soon + this.random.between(300, 8_000), answered: soon };
    if (draw < 0.46) return { applied: null, answered: soon };
    return { applied: soon, answered: soon + this.random.between(0, 90) };
  }

  private apply(ask: Ask, afterItsAnswer: boolean): Answer {
    const lot = this.lot(ask.subject.id);
    const late = ask.deadline !== null && this.agenda.now > Date.parse(ask.deadline);
    const older = ask.token < lot.token;
    if (this.kind.refusesLate && (late || older)) {
      this.note(`erp refuses token ${ask.token} of ${ask.subject.id}`);
      return { target: ask.target, outcome: 'rejected', code: late ? 'LATE' : 'OLDER', text: 'too late' };
    }
    const held = this.wanted(ask);
    if (this.kind.refusesLate && compare(held, lot.held) < 0 && ask.deadline === null)
      throw new Error(`H2: an ask without a deadline lets ${ask.subject.id} go from ${lot.held} to ${held}`);
    this.note(`erp holds ${held} of ${ask.subject.id}, was ${lot.held} (token ${ask.token})`);
    lot.heldByALateAsk = (older || afterItsAnswer) && compare(held, '0') > 0;
    lot.held = held;
    lot.token = Math.max(lot.token, ask.token);
    return { target: ask.target, outcome: 'acknowledged', prior: 'unrestricted' };
  }

  /** One that knows a flag alone holds all for a part. */
  private wanted({ desired, whole }: Ask): string {
    if (desired.state === 'free') return '0';
    return whole || !this.kind.counts ? this.onHand : (desired.quantity ?? this.onHand);
  }

  private lot(name: string): Lot {
    const lot = this.lots.get(name) ?? { held: '0', token: 0, heldByALateAsk: false };
    this.lots.set(name, lot);
    return lot;
  }

  private failure(failure: 'retryable' | 'unknown-outcome', code: string): SystemFailure {
    return new SystemFailure('erp', failure, code, code);
  }
}
