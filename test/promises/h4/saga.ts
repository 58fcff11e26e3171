import { bringHome } from '../../../activities/bring';
import { SystemFailure } from '../../../adapters/failure';
import type { Result } from '../../../contracts/result';
import type { Batch, ExposureAnswer, Step } from '../../../contracts/step';
import { Problem } from '../../../contracts/problem';
import { AttemptOvertaken } from '../../../ledger/attempt';
import type { Ledger } from '../../../ledger';
import type { Agenda } from './agenda';
import type { Random } from './random';
import type { SlowSystem } from './slow-system';

export interface Surroundings {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly system: SlowSystem;
  /** Targets that some saga is asking about now. */
  readonly inFlight: Set<string>;
  /** Ends the run with this error. */
  fail(error: unknown): void;
}

/** A batch at the system, and how it is called back. */
interface Visit {
  readonly batch: Batch;
  readonly recall: () => void;
}

const lapsedAt = (batch: Batch, at: number): Result[] =>
  batch.errands.map(({ target, generation, token }) => {
    return { target, generation, token, outcome: 'lapsed', text: 'not done in time', at };
  });

/** What workflows/quality-hold does, in virtual time: looks, brings home, settles, until the hold is closed and all is home. */
export class Saga {
  step: Step | null = null;
  private looks = 0;
  private due = false;
  private steps = 0;
  private arrived: Result[] = [];
  private answers: ExposureAnswer[] = [];
  private asking = new Set<string>();
  private readonly visits = new Set<Visit>();

  constructor(
    private readonly hold: string,
    private readonly world: Surroundings,
  ) {}

  /** The workflow has ended: signals find nobody. */
  over = false;

  /** A signal came, or a result, or a timer: the next step is taken soon; what comes until then is taken with it. */
  look(): void {
    this.looks++;
    if (this.due || this.over) return;
    this.due = true;
    const { agenda, random } = this.world;
    // Now and then the worker is away.
    const delay = random.chance(0.03) ? random.between(1_000, 12_000) : random.between(0, 800);
    agenda.ledgerIn(delay, () => this.advance());
  }

  private async advance(): Promise<void> {
    this.due = false;
    const seen = this.looks;
    const { agenda, random, ledger, system } = this.world;
    const news = {
      hold: this.hold,
      step: `run/${this.steps}`,
      results: this.arrived.splice(0),
      exposures: this.answers.splice(0),
      asking: [...this.asking],
    };
    const now = new Date(agenda.now);
    const take = () =>
      ledger
        .advance(() => system.kind.refusesLate, news, now)
        .catch((error: unknown) => {
          // Temporal makes either attempt again.
          const again =
            error instanceof AttemptOvertaken || (error instanceof Problem && error.code === 'contended');
          if (!again) throw error;
          return null;
        });
    let step = await take();
    // Its answer was lost with the worker: the same step again.
    if (step && random.chance(0.04)) step = await take();
    // A worker that was given up wakes later and takes it, too: nobody hears what it was told.
    if (random.chance(0.04))
      agenda.ledgerIn(random.between(0, 5_000), async () => {
        await take();
      });
    if (!step) {
      this.arrived.unshift(...news.results);
      this.answers.unshift(...news.exposures);
      return this.look();
    }
    this.steps++;
    this.step = step;
    const { overtaken } = step;
    for (const { batch, recall } of this.visits)
      if (batch.mode === 'free' && batch.errands.some(({ target }) => overtaken.includes(target))) recall();
    for (const batch of step.batches) this.bring(batch).catch((error: unknown) => this.world.fail(error));
    for (const question of step.questions) {
      this.asking.add(question.system);
      agenda.in(random.between(10, 3_000), () => {
        this.asking.delete(question.system);
        this.answers.push({ question, exposed: [] });
        this.look();
      });
    }
    this.over = step.done && this.visits.size === 0 && this.asking.size === 0 && this.looks === seen;
    if (step.wakeAt !== null) agenda.in(step.wakeAt - agenda.now, () => this.look());
  }

  /** An activity under Temporal's retries; a free ends at its deadline or when it is recalled, whatever is on its way then. */
  private async bring(batch: Batch): Promise<void> {
    const { agenda, random, inFlight } = this.world;
    const targets = batch.errands.map((errand) => errand.target);
    for (const target of targets) {
      if (inFlight.has(target)) throw new Error(`H4: a second ask of ${target} is in flight`);
      inFlight.add(target);
    }
    const lapsed = new Promise<Result[]>((resolve) => {
      const lapse = () => resolve(lapsedAt(batch, agenda.now));
      if (batch.deadline !== null) agenda.in(batch.deadline - agenda.now, lapse);
      this.visits.add({ batch, recall: () => agenda.in(random.between(5, 1_500), lapse) });
    });
    const results = await Promise.race([this.attempts(batch), lapsed]);
    this.arrived.push(...results);
    for (const visit of this.visits) if (visit.batch === batch) this.visits.delete(visit);
    for (const target of targets) inFlight.delete(target);
    this.look();
  }

  private async attempts(batch: Batch): Promise<Result[]> {
    const { agenda, system } = this.world;
    const context = {
      transaction: batch.transaction,
      traceparent: null,
      signal: new AbortController().signal,
    };
    for (let attempt = 1; ; attempt++) {
      try {
        return await bringHome(system.adapter, batch, attempt > 1, context, () => agenda.now);
      } catch (error) {
        if (!(error instanceof SystemFailure)) throw error;
        await agenda.wait(Math.min(100 * 2 ** attempt, 2_000));
        // A worker asks no more once the deadline has passed.
        if (batch.deadline !== null && agenda.now >= batch.deadline) return new Promise(() => undefined);
      }
    }
  }
}
