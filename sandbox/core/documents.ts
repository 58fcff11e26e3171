import { z } from 'zod';
import { checkFence, Fenced } from './fence';
import { InspectionPlan } from './inspection-plan';
import { Positive } from './quantity';
import { Refusal } from './refusal';
import type { Collection, Store } from './store';

/** Something a system carries out for a caller, findable by the caller's reference. */
export interface Document {
  readonly reference: string;
  readonly number: string;
  readonly action: string;
  readonly plant: string;
  readonly lot: string;
  readonly quantity: string;
  readonly unit: string;
  /** `open` waits for people; `done` is finished; `cancelled` was taken back, or never was. */
  readonly state: 'open' | 'done' | 'cancelled';
  readonly sequence: number;
  readonly at: string;
  readonly specification: Specification | null;
  /** The lot that the pieces become; null: they stay in theirs, or leave for good. */
  readonly output: string | null;
  /** The day to which it is posted. */
  readonly postingDate: string;
}

const Specification = z.object({ revision: z.string().min(1), plan: InspectionPlan });
type Specification = z.infer<typeof Specification>;

export const DocumentLine = Fenced.extend({
  reference: z.string().min(1).max(200),
  plant: z.string().min(1),
  lot: z.string().min(1),
  quantity: Positive,
  unit: z.string().min(1),
  cancel: z.boolean().default(false),
  /** Of a sort: the revision that the pieces are to be good for; null: the lot's own. */
  specification: Specification.nullable().default(null),
  output: z.string().min(1).nullable().default(null),
  /** Null: today. */
  postingDate: z.iso.date().nullable().default(null),
});
export type DocumentOrder = z.infer<typeof DocumentLine> & { readonly action: string };

/** What one action does to the system's stock. Each throws a Refusal before it writes anything. */
export interface Action {
  post(document: Document): void;
  cancel(document: Document): void;
  /** What people do afterwards; null where posting is all. */
  readonly finish: ((document: Document) => void) | null;
}

/** Documents by reference: posted once, cancelled though never posted, finished by people. */
export class DocumentBook {
  private readonly documents: Collection<Document>;

  constructor(
    store: Store,
    private readonly name: string,
    private readonly actions: Readonly<Record<string, Action>>,
  ) {
    this.documents = store.collection(name);
  }

  /** Posts or cancels. The same order again changes nothing. @throws Refusal */
  order(order: DocumentOrder): Document {
    const known = this.documents.get(order.reference);
    checkFence(order, known?.sequence ?? 0, order.reference);
    return order.cancel ? this.cancel(order, known) : this.post(order, known);
  }

  get(reference: string): Document | undefined {
    return this.documents.get(reference);
  }

  waiting(): Document[] {
    return this.documents.all().filter((document) => document.state === 'open');
  }

  /** @param output the lot that the pieces came out as; null: as they were ordered to. @throws Refusal when there is nothing to finish */
  finish(reference: string, output: string | null = null): Document {
    const document = this.documents.get(reference);
    if (!document) throw new Refusal('NOT_FOUND', `There is no ${this.name} ${reference}.`, 404);
    const finish = this.actionOf(document.action).finish;
    if (document.state !== 'open' || !finish)
      throw new Refusal('NOT_OPEN', `${this.name} ${reference} is ${document.state}.`, 409);
    const finished = output === null ? document : { ...document, output };
    finish(finished);
    return this.put({ ...finished, state: 'done' });
  }

  state(): Record<string, Document> {
    return Object.fromEntries(this.documents.all().map((document) => [document.reference, document]));
  }

  private post(order: DocumentOrder, known: Document | undefined): Document {
    if (known?.state === 'cancelled')
      throw new Refusal('CANCELLED', `${this.name} ${order.reference} was cancelled.`, 409);
    if (known) return this.same(order, known);
    const action = this.actionOf(order.action);
    const document = this.open(order, action.finish ? 'open' : 'done');
    action.post(document);
    return this.put(document);
  }

  private cancel(order: DocumentOrder, known: Document | undefined): Document {
    if (!known) return this.put(this.open(order, 'cancelled'));
    if (known.state === 'cancelled') return known;
    const action = this.actionOf(known.action);
    if (known.state === 'done' && action.finish)
      throw new Refusal(
        'TOO_LATE',
        `${this.name} ${order.reference} is finished and cannot be cancelled.`,
        409,
      );
    action.cancel(known);
    return this.put({ ...known, state: 'cancelled', sequence: order.sequence });
  }

  /** A repeated reference must mean the same. */
  private same(order: DocumentOrder, known: Document): Document {
    if (known.lot !== order.lot || known.quantity !== order.quantity || known.action !== order.action)
      throw new Refusal(
        'DIFFERENT',
        `${this.name} ${order.reference} is for ${known.quantity} of ${known.lot}.`,
        409,
      );
    return this.put({ ...known, sequence: order.sequence });
  }

  private open(order: DocumentOrder, state: Document['state']): Document {
    const { reference, action, plant, lot, quantity, unit, sequence, specification, output, postingDate } =
      order;
    const at = new Date().toISOString();
    const number = `${this.name}-${4_900_001 + this.documents.all().length}`;
    return {
      reference,
      number,
      action,
      plant,
      lot,
      quantity,
      unit,
      state,
      sequence,
      at,
      specification,
      output,
      postingDate: postingDate ?? at.slice(0, 10),
    };
  }

  private put(document: Document): Document {
    this.documents.put(document.reference, document);
    return document;
  }

  private actionOf(name: string): Action {
    const action = this.actions[name];
    if (!action) throw new Refusal('UNKNOWN_ACTION', `${name} is not carried out here.`);
    return action;
  }
}
