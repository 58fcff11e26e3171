import type { Clock } from './clock';
import { checkFence, type Fenced } from './fence';
import { Refusal } from './refusal';
import { isLater } from './revision-sequence';
import type { Collection, Store } from './store';

/** An item at a plant. `C` is what the system keeps of a revision: an ERP its BOM, a QMS its inspection plan. */
export interface ItemAtPlant<C> {
  readonly item: string;
  readonly plant: string;
  readonly unit: string;
  readonly active: string;
  /** The change that brought the active revision; null: it was so at the start. */
  readonly activatedBy: string | null;
  /** Content of each revision that is, or was, active here: orders and lots of it still go by it. */
  readonly released: Readonly<Record<string, C>>;
  readonly staged: Staged<C> | null;
  readonly sequence: number;
}

export interface Staged<C> {
  readonly revision: string;
  readonly change: string;
  /** Local date from which the system takes it by itself. */
  readonly validFrom: string;
  readonly content: C;
}

export interface RevisionOrder extends Fenced {
  readonly item: string;
  readonly plant: string;
  readonly revision: string;
  /** The caller's reference: whose revision it is. */
  readonly change: string;
}

export interface StageOrder extends RevisionOrder {
  /** The revision that it follows. */
  readonly replaces: string;
  readonly validFrom: string;
}

/** What one kind of system checks beside the sequence of revisions. */
export interface RevisionRules<C> {
  /** @returns the content as the system takes it. @throws Refusal */
  stage(order: StageOrder, content: C): C;
  /** @throws Refusal */
  activate(order: RevisionOrder): void;
}

const idOf = ({ item, plant }: { readonly item: string; readonly plant: string }) => `${item}@${plant}`;

/**
 * Two revisions of each item at each plant: the active one, which new orders get, and the next, which lies ready until it
 * is activated or its date comes. Calls that write belong into a transaction of the store.
 */
export class RevisionBook<C> {
  private readonly items: Collection<ItemAtPlant<C>>;

  constructor(
    store: Store,
    private readonly clock: Clock,
    private readonly rules: RevisionRules<C>,
  ) {
    this.items = store.collection('revisions');
  }

  seed(item: string, plant: string, unit: string, revision: string, content: C): void {
    const id = idOf({ item, plant });
    const released = { [revision]: content };
    const none = { activatedBy: null, staged: null, sequence: 0 };
    this.items.put(id, { item, plant, unit, active: revision, released, ...none });
  }

  get(item: string, plant: string): ItemAtPlant<C> | undefined {
    return this.items.get(idOf({ item, plant }));
  }

  all(): ItemAtPlant<C>[] {
    return this.items.all();
  }

  /** @throws Refusal `NOT_AT_PLANT` */
  need(item: string, plant: string): ItemAtPlant<C> {
    const known = this.get(item, plant);
    if (!known) throw new Refusal('NOT_AT_PLANT', `${item} is not kept at ${plant}.`, 404);
    return known;
  }

  /** The revision that the plant makes now; null for an item that it does not make. */
  active(item: string, plant: string): string | null {
    return this.get(item, plant)?.active ?? null;
  }

  /** What a revision of the item says, whichever plant has it and whatever is active there. */
  content(item: string, revision: string): C | null {
    const plants = this.all().filter((one) => one.item === item);
    return plants.find(({ released }) => released[revision] !== undefined)?.released[revision] ?? null;
  }

  /** Lays a revision ready; again, with other content, it replaces what lay there. @throws Refusal */
  stage(order: StageOrder, content: C): ItemAtPlant<C> {
    const known = this.need(order.item, order.plant);
    const { revision, change, validFrom } = order;
    checkFence(order, known.sequence, idOf(order));
    if (isActivated(known, order)) throw alreadyActive(order);
    if (known.staged && known.staged.change !== change)
      throw new Refusal(
        'STAGED_BY_OTHER',
        `${idOf(order)}: ${known.staged.change} has staged revision ${known.staged.revision}.`,
        409,
      );
    if (order.replaces !== known.active || !isLater(revision, known.active))
      throw new Refusal(
        'REVISION_SEQUENCE',
        `${idOf(order)}: ${revision} in place of ${order.replaces} does not follow ${known.active}, which is active.`,
        409,
      );
    const staged = { revision, change, validFrom, content: this.rules.stage(order, content) };
    return this.put({ ...known, staged, sequence: order.sequence });
  }

  /** Makes it what new orders get; again it changes nothing. @throws Refusal */
  activate(order: RevisionOrder): ItemAtPlant<C> {
    const known = this.need(order.item, order.plant);
    checkFence(order, known.sequence, idOf(order));
    if (isActivated(known, order)) return this.put({ ...known, sequence: order.sequence });
    const { staged } = known;
    if (staged?.change !== order.change || staged.revision !== order.revision)
      throw new Refusal(
        'NOT_STAGED',
        `${idOf(order)}: ${order.change} has not staged revision ${order.revision}.`,
        409,
      );
    this.rules.activate(order);
    return this.put({ ...switched(known, staged), sequence: order.sequence });
  }

  /** Takes back what the change staged, though it never did. @throws Refusal once it is active */
  undo(order: RevisionOrder): ItemAtPlant<C> | null {
    const known = this.get(order.item, order.plant);
    if (!known) return null;
    checkFence(order, known.sequence, idOf(order));
    if (isActivated(known, order)) throw alreadyActive(order);
    const staged = known.staged?.change === order.change ? null : known.staged;
    return this.put({ ...known, staged, sequence: order.sequence });
  }

  /** What a person with the right to does at the screen, past all callers: a revision that was released here is active. */
  switchByHand(item: string, plant: string, revision: string): ItemAtPlant<C> {
    const known = this.need(item, plant);
    if (known.released[revision] === undefined)
      throw new Refusal('NOT_RELEASED', `${idOf(known)}: revision ${revision} was never active here.`, 409);
    return this.put({ ...known, active: revision, activatedBy: null });
  }

  /** What any system with dated revisions does by itself: those whose date has come are taken. */
  switchDue(): void {
    for (const item of this.all())
      if (item.staged && Date.parse(item.staged.validFrom) <= this.clock.now())
        this.put(switched(item, item.staged));
  }

  state(): Record<string, { active: string; usable: string[]; staged: string | null }> {
    return Object.fromEntries(
      this.all().map((item) => [
        idOf(item),
        { active: item.active, usable: [item.active], staged: item.staged?.revision ?? null },
      ]),
    );
  }

  private put(item: ItemAtPlant<C>): ItemAtPlant<C> {
    this.items.put(idOf(item), item);
    return item;
  }
}

const isActivated = ({ active, activatedBy }: ItemAtPlant<unknown>, { revision, change }: RevisionOrder) =>
  active === revision && activatedBy === change;

const alreadyActive = (order: RevisionOrder) =>
  new Refusal('ALREADY_ACTIVE', `${idOf(order)}: revision ${order.revision} is active already.`, 409);

const switched = <C>(item: ItemAtPlant<C>, staged: Staged<C>): ItemAtPlant<C> => ({
  ...item,
  active: staged.revision,
  activatedBy: staged.change,
  released: { ...item.released, [staged.revision]: staged.content },
  staged: null,
});
