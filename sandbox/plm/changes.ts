import { z } from 'zod';
import type { Effects } from '../core/effects';
import { InspectionPlan } from '../core/inspection-plan';
import type { Outbox } from '../core/outbox';
import { Refusal } from '../core/refusal';
import { BomLine, Operation } from '../core/revision-content';
import { latest } from '../core/revision-sequence';
import { read, type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { SeedChange } from '../data/changes';
import type { Enterprise } from '../data/seed';
import type { PlmItem } from './item';
import type { Vault } from './vault';

const Class = z.string().nullable();
const NewChange = z.object({
  id: z.string().min(1),
  text: z.string(),
  state: z.enum(['in work', 'approved']).default('approved'),
  classes: z.object({ inStock: Class, inProgress: Class, onOrder: Class }),
  effectivity: z.looseObject({ kind: z.string() }).nullable(),
  affectedItems: z
    .array(
      z.object({
        item: z.string().min(1),
        from: z.string().min(1),
        to: z.string().min(1),
        bom: z.array(BomLine),
        routing: z.array(Operation),
        plan: InspectionPlan.nullable(),
      }),
    )
    .min(1),
  /** Put into the vault. */
  documents: z.array(z.object({ document: z.string().min(1), content: z.string() })).default([]),
});

const Approval = z.object({
  /** Names of plants, or each with its effectivity: for whom it is meant. */
  plants: z.array(z.union([z.string(), z.looseObject({ plant: z.string() })])).default([]),
});

export interface Change extends SeedChange {
  readonly state: 'in work' | 'approved' | 'withdrawn';
}

/** Engineering changes and their approval. */
export class Changes {
  private readonly changes: Collection<Change>;

  constructor(
    store: Store,
    private readonly items: Collection<PlmItem>,
    private readonly vault: Vault,
    private readonly outbox: Outbox,
  ) {
    this.changes = store.collection('changes');
  }

  seed({ changes }: Enterprise): void {
    changes.forEach((change) => this.changes.put(change.id, { ...change, state: 'approved' }));
  }

  /** @throws Refusal `UNKNOWN_CHANGE` */
  need(id: string): Change {
    const change = this.changes.get(id);
    if (!change) throw new Refusal('UNKNOWN_CHANGE', `There is no change ${id}.`, 404);
    return change;
  }

  state(): Record<string, Change> {
    return Object.fromEntries(this.changes.all().map((change) => [change.id, change]));
  }

  routes(effects: Effects): Route[] {
    const idOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
      String(request.params.id);
    return [
      read('change', 'get', '/changes/:id', z.object({}), (input, request) =>
        this.show(this.need(idOf(input, request))),
      ),
      write(
        effects,
        'change-creation',
        '/changes',
        NewChange,
        ({ id }) => id,
        (change) => this.create(change),
      ),
      write(effects, 'change-approval', '/changes/:id/approval', Approval, idOf, (input, request) =>
        this.approve(this.need(idOf(input, request)), input.plants),
      ),
      write(effects, 'change-withdrawal', '/changes/:id/withdrawal', z.object({}), idOf, (input, request) =>
        this.withdraw(this.need(idOf(input, request))),
      ),
    ];
  }

  /** With what else the PLM knows of its items and their components. */
  private show(change: Change): object {
    const components = new Set(change.affectedItems.flatMap(({ bom }) => bom.map(({ item }) => item)));
    return {
      ...change,
      affectedItems: change.affectedItems.map((affected) => ({
        ...affected,
        unit: this.items.get(affected.item)?.unit,
        newest: this.newest(affected.item, affected.to),
      })),
      releasedComponents: [...components].flatMap((item) => {
        const { unit, released } = this.items.get(item) ?? { unit: '', released: [] };
        return released.map((revision) => ({ item, revision, unit }));
      }),
    };
  }

  /** Of what is released and what changes that are not withdrawn will bring. */
  private newest(item: string, to: string): string {
    const coming = this.changes
      .all()
      .filter(({ state }) => state !== 'withdrawn')
      .flatMap(({ affectedItems }) => affectedItems)
      .filter((affected) => affected.item === item);
    return latest([to, ...(this.items.get(item)?.released ?? []), ...coming.map((affected) => affected.to)]);
  }

  private create({ documents, ...change }: z.infer<typeof NewChange>): object {
    if (this.changes.get(change.id)) throw new Refusal('CHANGE_EXISTS', `${change.id} exists.`, 409);
    const unknown = change.affectedItems.find(({ item }) => !this.items.get(item));
    if (unknown) throw new Refusal('UNKNOWN_ITEM', `There is no item ${unknown.item} here.`, 404);
    documents.forEach((document) => this.vault.put(document));
    this.changes.put(change.id, change);
    return this.show(change);
  }

  private approve(change: Change, plants: z.infer<typeof Approval>['plants']): object {
    this.changes.put(change.id, { ...change, state: 'approved' });
    this.outbox.announce('plm.change.approved.v1', change.id, { id: change.id, plants });
    return { id: change.id, state: 'approved' };
  }

  private withdraw(change: Change): object {
    if (change.state !== 'approved')
      throw new Refusal('CHANGE_NOT_APPROVED', `${change.id} is ${change.state}.`, 409);
    this.changes.put(change.id, { ...change, state: 'withdrawn' });
    this.outbox.announce('plm.change.withdrawn.v1', change.id, { id: change.id, plants: [] });
    return { id: change.id, state: 'withdrawn' };
  }
}
