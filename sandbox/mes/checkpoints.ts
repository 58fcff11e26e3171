import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import type { OrderBook } from '../core/orders';
import type { Outbox } from '../core/outbox';
import { Refusal } from '../core/refusal';
import { batch, read, type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';

const Place = z.object({
  order: z.string().min(1),
  operation: z.string().min(1),
  checkpoint: z.string().min(1),
  lot: z.string().min(1),
});
type Place = z.infer<typeof Place>;
const Wait = Fenced.extend({
  ...Place.shape,
  waits: z.boolean(),
  /** Who has it wait, or go on. */
  reference: z.string().min(1),
});
const Reached = Place.omit({ order: true });

interface Checkpoint extends Place {
  readonly waits: boolean;
  readonly reference: string | null;
  readonly sequence: number;
}

/** Checkpoints of operations: a lot that reaches one waits there until it is told to go on. */
export class Checkpoints {
  private readonly checkpoints: Collection<Checkpoint>;

  constructor(
    store: Store,
    private readonly plant: string,
    private readonly orders: OrderBook,
    private readonly outbox: Outbox,
  ) {
    this.checkpoints = store.collection('checkpoints');
  }

  /** @throws Refusal `AWAITS_INSPECTION` while a lot of the order (or that one lot, or operation) waits */
  refuse(about: { readonly order: string; readonly operation?: string; readonly lot?: string }): void {
    const { order, operation, lot } = about;
    const waiting = this.checkpoints
      .all()
      .find(
        (one) =>
          one.waits &&
          one.order === order &&
          (operation === undefined || one.operation === operation) &&
          (lot === undefined || one.lot === lot),
      );
    if (waiting)
      throw new Refusal(
        'AWAITS_INSPECTION',
        `${waiting.lot} waits at ${waiting.checkpoint} of ${order}, operation ${waiting.operation}, for ${waiting.reference ?? 'its inspection'}.`,
        409,
      );
  }

  routes(effects: Effects): Route[] {
    const orderOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
      String(request.params.id);
    return [
      write(
        effects,
        'checkpoint-reached',
        '/orders/:id/checkpoints',
        Reached,
        ({ lot }) => lot,
        (input, request) => this.reach({ ...input, order: orderOf(input, request) }),
      ),
      write(
        effects,
        'operation-completion',
        '/orders/:id/operations/:operation/completion',
        z.object({}),
        orderOf,
        (input, request) => this.complete(orderOf(input, request), String(request.params.operation)),
      ),
      batch(
        effects,
        'checkpoint',
        '/checkpoints',
        'checkpoints',
        Wait,
        ({ reference }) => reference,
        (line) => this.set(line),
      ),
      read(
        'checkpoint-query',
        'post',
        '/checkpoint-queries',
        z.object({ checkpoints: z.array(Place).max(1000) }),
        ({ checkpoints }) => ({ checkpoints: checkpoints.map((place) => this.show(place)) }),
      ),
    ];
  }

  state(): Record<string, 'waits' | 'goes on'> {
    return Object.fromEntries(
      this.checkpoints.all().map((one) => [idOf(one), one.waits ? 'waits' : 'goes on']),
    );
  }

  /** The lot waits before anybody is told. */
  private reach(place: Place): Checkpoint {
    const { id } = this.orders.need(place.order);
    const known = this.checkpoints.get(idOf(place));
    if (known) return known;
    this.outbox.announce('mes.checkpoint.reached.v1', place.lot, { plant: this.plant, ...place, order: id });
    return this.put({ ...place, waits: true, reference: null, sequence: 0 });
  }

  private complete(order: string, operation: string): object {
    this.orders.need(order);
    this.refuse({ order, operation });
    return { order, operation, completed: true };
  }

  private set(line: z.infer<typeof Wait>): object {
    const { order, operation, checkpoint, lot, waits, reference, sequence } = line;
    const before = this.checkpoints.get(idOf(line));
    checkFence(line, before?.sequence ?? 0, idOf(line));
    this.put({ order, operation, checkpoint, lot, waits, reference, sequence });
    return { waitedBefore: before?.waits ?? false };
  }

  private show(place: Place): object {
    const known = this.checkpoints.get(idOf(place));
    return {
      ...place,
      known: known !== undefined,
      waits: known?.waits ?? false,
      reference: known?.reference ?? null,
    };
  }

  private put(checkpoint: Checkpoint): Checkpoint {
    this.checkpoints.put(idOf(checkpoint), checkpoint);
    return checkpoint;
  }
}

const idOf = ({ order, operation, checkpoint, lot }: Place) => `${order}/${operation}/${checkpoint}/${lot}`;
