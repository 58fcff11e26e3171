import type { Pool } from 'pg';
import { Problem } from '../../../contracts/problem';
import type { HoldRequest } from '../../../contracts/hold';
import { add, compare, smaller, subtract } from '../../../domain/decimal';
import type { Ledger } from '../../../ledger';
import {
  decide,
  dispositionRequest,
  holdRequest,
  keyed,
  PERSON,
  place,
  receiveLot,
} from '../../ledger/requests';
import { Agenda } from './agenda';
import { Random } from './random';
import { Saga } from './saga';
import { takeSample, type Sample } from './sample';
import { SlowSystem, type Kind } from './slow-system';

const QUANTITY = '70';
const HOLDS = 3;
/** Far more than any run needs that comes home. */
const MOST_STEPS = 20_000;
/** What a person may meet who acts on what has changed meanwhile. */
const OVERTAKEN = ['contended', 'disposition-final', 'not-enough-undecided', 'hold-closed'];

/** What the gate's answer depends on: while it is the same, so is the answer. */
const covering = (sample: Sample, lot: string): string =>
  JSON.stringify([sample.accounts, sample.dispositions].map((rows) => rows.filter((row) => row.lot === lot)));

/**
 * Three holds over the same lots in one slow system, in virtual time: placed, decided, reversed and carried out in an
 * order that chance gives, each lot its own, by the real functions of the ledger and the real rules of convergence.
 */
export class World {
  private readonly random: Random;
  private readonly agenda: Agenda;
  private readonly system: SlowSystem;
  private readonly sagas = new Map<string, Saga>();
  private readonly trail: string[] = [];
  private sample: Sample = { accounts: [], dispositions: [], targets: [] };
  private failure: unknown;

  constructor(
    private readonly ledger: Ledger,
    private readonly pool: Pool,
    private readonly seed: number,
    kind: Kind,
    private readonly lots: readonly string[],
  ) {
    this.random = new Random(seed);
    this.agenda = new Agenda(this.random);
    this.system = new SlowSystem(this.agenda, this.random, kind, QUANTITY, (text) => this.note(text));
  }

  /** @throws Error with the seed and the last steps, when a promise was broken */
  async run(): Promise<void> {
    try {
      for (const lot of this.lots) await receiveLot(this.ledger, lot, QUANTITY, this.now);
      for (let hold = 0; hold < HOLDS; hold++)
        this.agenda.ledgerIn(this.random.between(0, 25_000), () => this.placeHold());
      await this.live();
      this.checkEnd();
    } catch (error) {
      const { counts, refusesLate } = this.system.kind;
      throw new Error(
        `seed ${this.seed}, a system that ${counts ? 'counts' : 'knows a flag'} and ${refusesLate ? 'refuses' : 'takes'} late asks:\n${this.trail.slice(-60).join('\n')}`,
        { cause: error },
      );
    }
  }

  private async live(): Promise<void> {
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const touched = await this.agenda.step();
      if (this.failure !== undefined) throw this.failure;
      if (touched === null) return;
      if (touched === 'ledger') {
        const before = this.sample;
        this.sample = await takeSample(this.pool, this.lots);
        await this.checkGate(this.lots.filter((lot) => covering(before, lot) !== covering(this.sample, lot)));
        await this.deliver();
      }
      this.checkSystem();
    }
    throw new Error(`not all is home after ${MOST_STEPS} steps`);
  }

  /** The relay: starts and wakes sagas as the ledger's commands say, each after a while of its own. */
  private async deliver(): Promise<void> {
    const found = await this.pool.query<{ subject: string }>({
      name: 'h4-deliver',
      text: 'delete from command where subject = any(select hold from hold_lot where lot = any($1)) returning subject',
      values: [this.lots],
    });
    for (const { subject } of found.rows) {
      const saga = this.sagas.get(subject) ?? this.startSaga(subject);
      this.agenda.in(this.random.between(0, 400), () => saga.look());
    }
  }

  private startSaga(hold: string): Saga {
    const { agenda, random, ledger, system } = this;
    const inFlight = this.inFlight;
    const saga = new Saga(hold, {
      agenda,
      random,
      ledger,
      system,
      inFlight,
      fail: (error) => this.fail(error),
    });
    this.sagas.set(hold, saga);
    return saga;
  }
  private readonly inFlight = new Set<string>();

  private async placeHold(): Promise<void> {
    const request: HoldRequest = holdRequest(this.lots);
    const hold = await this.unlessOvertaken(() => place(this.ledger, request, this.now));
    if (!hold) return this.agenda.ledgerIn(100, () => this.placeHold());
    this.note(`${hold.id} is placed`);
    for (const lot of this.lots) this.turn(hold.id, lot, this.random.between(0, 20_000));
  }

  private turn(hold: string, lot: string, delay: number): void {
    this.agenda.in(delay, () => this.actOn(hold, lot));
  }

  /** Somebody decides some of what is undecided, or takes back what is not verified yet. */
  private actOn(hold: string, lot: string): void {
    const account = this.sample.accounts.find((one) => one.hold === hold && one.lot === lot);
    const underway = this.dispositions(hold, lot).filter(({ state }) =>
      ['decided', 'executing'].includes(state),
    );
    const one = this.random.pick(underway);
    if (account?.state === 'closed' || (account && compare(account.undecided, '0') === 0 && !one)) return;
    if (one && this.random.chance(0.05)) this.takeBack(one);
    else if (account && compare(account.undecided, '0') > 0) this.release(account);
    this.turn(hold, lot, this.random.chance(0.1) ? 60_000 : this.random.between(500, 20_000));
  }

  private takeBack({ id, hold, lot, quantity }: Sample['dispositions'][number]): void {
    this.note(`${hold}: ${quantity} of ${lot} is taken back`);
    this.act(() =>
      keyed(this.ledger, (tx) => this.ledger.reverse(tx, hold, id, 'on second thoughts', PERSON, this.now)),
    );
  }

  private release({ hold, lot, undecided }: Sample['accounts'][number]): void {
    const all = this.random.chance(0.9);
    const quantity = all ? undecided : smaller(undecided, String(this.random.between(1, 69)));
    this.note(`${hold}: ${quantity} of ${lot} is to be released`);
    this.act(() => decide(this.ledger, hold, dispositionRequest(lot, quantity), this.now));
  }

  private act(work: () => Promise<unknown>): void {
    this.agenda.ledgerIn(0, async () => void (await this.unlessOvertaken(work)));
  }

  private async unlessOvertaken<T>(work: () => Promise<T>): Promise<T | null> {
    return work().catch((error: unknown) => {
      if (error instanceof Problem && OVERTAKEN.includes(error.code)) return null;
      throw error;
    });
  }

  /** No gate lets go of what a hold has not let go of; `covered` is our own book: placed, less what was verified. */
  private async checkGate(lots: readonly string[]): Promise<void> {
    await Promise.all(
      lots.map(async (lot) => {
        const holds = this.sample.accounts.filter((account) => account.lot === lot);
        const covered = holds.map((account) => {
          const verified = this.dispositions(account.hold, lot).filter(({ state }) => state === 'verified');
          return subtract(QUANTITY, add('0', ...verified.map(({ quantity }) => quantity)));
        });
        const free = subtract(QUANTITY, smaller(QUANTITY, add('0', ...covered)));
        const answer = await this.ledger.releasability(
          {
            lot,
            plant: 'lyon',
            action: 'ship',
            purpose: 'sale',
            quantity: null,
            to: null,
            order: null,
            customer: null,
          },
          null,
          this.now,
        );
        if (answer.releasableQuantity.value !== free)
          throw new Error(
            `H4: the gate lets ${answer.releasableQuantity.value} of ${lot} pass; ${free} are free`,
          );
      }),
    );
  }

  /** What the ledger calls contained is held in the system: by all that the open holds keep together. */
  private checkSystem(): void {
    for (const target of this.sample.targets) {
      if (!target.contained) continue;
      const kept = this.sample.accounts
        .filter((account) => account.lot === target.lot)
        .map(({ undecided, pending, freeing }) => subtract(add(undecided, pending), freeing));
      const covered = smaller(QUANTITY, add('0', ...kept));
      const held = this.system.held(target.lot);
      if (compare(held, covered) < 0)
        throw new Error(`H4: ${covered} of ${target.lot} are covered, and the system holds ${held}`);
    }
  }

  private checkEnd(): void {
    for (const [hold, saga] of this.sagas)
      if (!saga.over)
        throw new Error(
          `${hold} is not over: ${JSON.stringify(saga.step)} ${JSON.stringify(this.sample.targets)}`,
        );
    if (this.sagas.size !== HOLDS)
      throw new Error(`${this.sagas.size} sagas were started for ${HOLDS} holds`);
    for (const lot of this.lots) {
      if (this.system.held(lot) !== '0' && !this.system.heldByALateAsk(lot))
        throw new Error(`${lot} stays held though every hold is closed`);
    }
  }

  private dispositions(hold: string, lot: string) {
    return this.sample.dispositions.filter((one) => one.hold === hold && one.lot === lot);
  }
  private get now(): Date {
    return new Date(this.agenda.now);
  }
  private fail(error: unknown): void {
    this.failure ??= error;
  }
  private note(text: string): void {
    this.trail.push(`${new Date(this.agenda.now).toISOString().slice(11, 23)} ${text}`);
  }
}
