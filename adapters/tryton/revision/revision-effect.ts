import type { RevisionContent } from '../../../contracts/revision';
import type { DesiredState } from '../../../contracts/target';
import { differences } from '../../../domain/revision-differences';
import type { Answer, Ask, CallContext, Effect, Observation } from '../../port';
import { answerEach, observeEach, type Instance } from '../context';
import { TrytonRefusal } from '../refusal';
import type { TrytonCaller } from '../rpc';
import { checkPlant, keepsFor, wantedOf, type Wanted } from './wanted';

/** What an instance has of a change's revision. */
export interface Found {
  readonly state: 'staged' | 'active';
  readonly content: RevisionContent;
  /** What is not as that state wants it, in sentences' parts; empty: all is. */
  readonly faults: readonly string[];
  readonly evidence: string;
}

/** How an instance keeps its part of a revision: BOM and routing, or the inspection plan. Each step may be repeated. */
export interface Keeper {
  /** The part that the instance is asked to keep, as the plant is to have it; null: the revision has no such part. */
  asked(wanted: Wanted): RevisionContent;
  find(tryton: TrytonCaller, wanted: Wanted): Promise<Found | null>;
  stage(tryton: TrytonCaller, wanted: Wanted): Promise<void>;
  activate(tryton: TrytonCaller, wanted: Wanted): Promise<void>;
  /** Fine if nothing was ever staged. */
  undo(tryton: TrytonCaller, wanted: Wanted): Promise<void>;
}

/** An item's revision: staged beside the one in use, made the one in use, or taken away again. */
export class RevisionEffect implements Effect {
  /** By the label, which names item, revision and change. */
  readonly repeat = 'findable';
  /** Some thirty small calls an item. */
  readonly batch = 5;

  constructor(
    private readonly instance: Instance,
    private readonly keeper: Keeper,
  ) {}

  ask(asks: readonly Ask[], context: CallContext): Promise<Answer[]> {
    return answerEach(this.instance, asks, context, async (tryton, ask) => {
      const wanted = wantedOf(ask);
      if (ask.desired.state !== 'undone') checkPlant(this.instance, ask.detail.plant);
      if (this.isKept(wanted, ask)) await this.bring(tryton, ask.desired.state, wanted);
      return { target: ask.target, outcome: 'acknowledged', prior: null };
    });
  }

  observe(asks: readonly Ask[], context: CallContext): Promise<Observation[]> {
    return observeEach(this.instance, asks, context, async (tryton, ask) => {
      const base = { subject: ask.subject, quantity: null, onHand: null, native: null, cannotEnforce: null };
      return { ...base, ...(await this.seen(tryton, ask)) };
    });
  }

  private async bring(tryton: TrytonCaller, state: DesiredState, wanted: Wanted): Promise<void> {
    switch (state) {
      case 'staged':
        return this.stage(tryton, wanted);
      case 'active':
        return this.keeper.activate(tryton, wanted);
      case 'undone':
        return this.undo(tryton, wanted);
      default:
        throw new Error(`${wanted.package.item}: an item cannot be "${state}".`);
    }
  }

  /** What was begun and not finished, or changed by hand since, is taken away and made anew. */
  private async stage(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const found = await this.keeper.find(tryton, wanted);
    if (found?.state === 'staged' && this.wrongIn(found, wanted).length === 0) return;
    await this.keeper.undo(tryton, wanted);
    await this.keeper.stage(tryton, wanted);
  }

  private async undo(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const found = await this.keeper.find(tryton, wanted);
    if (found?.state === 'active') {
      const { item, to } = wanted.package;
      throw new TrytonRefusal('InUse', `${item}/${to} is in use already: only another change can follow it.`);
    }
    await this.keeper.undo(tryton, wanted);
  }

  private async seen(tryton: TrytonCaller, ask: Ask): Promise<Pick<Observation, 'state' | 'evidence'>> {
    const wanted = wantedOf(ask);
    if (!hasContent(this.keeper.asked(wanted)))
      return { state: ask.desired.state, evidence: `rev ${wanted.package.to} has nothing that is kept here` };
    const found = this.isKept(wanted, ask) ? await this.keeper.find(tryton, wanted) : null;
    if (!found) return { state: 'undone', evidence: `nothing of ${wanted.change}` };
    const wrong = this.wrongIn(found, wanted);
    if (wrong.length > 0) return { state: 'different', evidence: wrong.join('; ') };
    return { state: found.state, evidence: found.evidence };
  }

  /** Nothing is kept for another plant, nor of a revision without the part that the instance keeps. */
  private isKept(wanted: Wanted, { detail }: Ask): boolean {
    return keepsFor(this.instance, detail.plant) && hasContent(this.keeper.asked(wanted));
  }

  private wrongIn({ faults, content }: Found, wanted: Wanted): string[] {
    return [...faults, ...differences(this.keeper.asked(wanted), content)];
  }
}

const hasContent = ({ bom, routing, plan }: RevisionContent): boolean =>
  bom !== null || routing !== null || plan !== null;
