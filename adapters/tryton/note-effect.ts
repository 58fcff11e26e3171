import type { Answer, Ask, CallContext, Effect, Observation } from '../port';
import { answerEach, observeEach, type Instance } from './context';
import { Notes } from './notes';
import { TrytonRefusal } from './refusal';
import type { TrytonCaller } from './rpc';

/** What is told to people by a note on a record of Tryton's. */
export interface Notice {
  /** What the note begins with, one a record. */
  begins(ask: Ask): string;
  /** The record, such as `stock.lot,7`; null where there is none. */
  on(tryton: TrytonCaller, ask: Ask): Promise<string | null>;
  /** The rest of the note; null: there is to be no note. */
  text(ask: Ask): string | null;
}

/** Tidying: tells people in a system what Interlock has done elsewhere. */
export class NoteEffect implements Effect {
  readonly repeat = 'set-state';
  readonly batch = 50;

  constructor(
    private readonly instance: Instance,
    private readonly notice: Notice,
  ) {}

  ask(asks: readonly Ask[], context: CallContext): Promise<Answer[]> {
    return answerEach(this.instance, asks, context, async (tryton, ask) => {
      const text = this.notice.text(ask);
      const record = await this.notice.on(tryton, ask);
      const notes = new Notes(tryton, this.notice.begins(ask));
      if (record === null && text !== null)
        throw new TrytonRefusal(
          'Missing',
          `There is nothing here to note ${ask.subject.kind} ${ask.subject.id} on.`,
        );
      if (record !== null) await (text === null ? notes.clear(record) : notes.write(record, text));
      return { target: ask.target, outcome: 'acknowledged', prior: null };
    });
  }

  observe(asks: readonly Ask[], context: CallContext): Promise<Observation[]> {
    return observeEach(this.instance, asks, context, async (tryton, ask) => {
      const record = await this.notice.on(tryton, ask);
      const found =
        record === null ? undefined : await new Notes(tryton, this.notice.begins(ask)).read(record);
      const said = found === (this.notice.text(ask) ?? undefined);
      const state = said
        ? ask.desired.state
        : found === undefined
          ? 'unknown'
          : ask.subject.kind === 'lot'
            ? 'held'
            : 'posted';
      const base = { subject: ask.subject, onHand: null, native: null, cannotEnforce: null };
      // A quantity is told in the note's text, which is compared whole.
      return { ...base, state, quantity: said ? ask.desired.quantity : null, evidence: found ?? 'no note' };
    });
  }
}
