import type { RevisionContent } from '../../../contracts/revision';
import type { TrytonCaller } from '../rpc';
import { readBom, stageBom } from './bom';
import {
  archive,
  definitionsOf,
  discard,
  ownOf,
  refuseIfTaken,
  release,
  withLabel,
  type Definition,
} from './definitions';
import { labelOf } from './label';
import { linkFirst, linkInUse, linksOf, unlink } from './links';
import type { Found, Keeper } from './revision-effect';
import { atPlant, readRouting, stageRouting } from './routing';
import { notStaged, productOf, type Wanted } from './wanted';

const BOM = 'production.bom';
const ROUTING = 'production.routing';

/**
 * BOM and routing in Tryton's production modules. Staged: both are there, archived, and linked to nothing. Active: the
 * link to them comes first among the item's BOMs, which is the one that new orders get; the old ones are archived. An
 * order has its BOM and routing by reference, so it keeps what it began with.
 */
export class ProductionKeeper implements Keeper {
  asked(wanted: Wanted): RevisionContent {
    const routing = isRouted(wanted) ? atPlant(wanted) : null;
    // What is bought has neither; what is only put together has no routing.
    const bom = routing || wanted.package.bom.length > 0 ? wanted.package.bom : null;
    return { bom, routing, plan: null };
  }

  async find(tryton: TrytonCaller, wanted: Wanted): Promise<Found | null> {
    const { boms, routings } = await this.all(tryton, wanted);
    const bom = await ownOf(tryton, boms, wanted);
    const routing = await ownOf(tryton, routings, wanted);
    if (!bom && !routing) return null;
    const content = {
      bom: bom ? await readBom(tryton, bom.id, wanted.package.bom) : [],
      routing: routing ? await readRouting(tryton, routing.id) : [],
      plan: null,
    };
    const name = labelOf(wanted.package.item, wanted.use);
    const missing = [
      ...(bom ? [] : [`there is no BOM ${name}`]),
      ...(routing || !isRouted(wanted) ? [] : [`there is no routing ${name}`]),
    ];
    const isActive = bom?.label.mark === null;
    const faults = isActive
      ? await this.activeFaults(tryton, wanted, bom, routing, boms)
      : [bom, routing].flatMap((one) =>
          one?.active ? [`${one.model} "${one.name}" is offered already`] : [],
        );
    return {
      state: isActive ? 'active' : 'staged',
      content,
      faults: [...missing, ...faults],
      evidence: isActive
        ? `BOM and routing ${name} come first; ${labelOf(wanted.package.item, wanted.old)} is archived`
        : `BOM and routing "${labelOf(wanted.package.item, wanted.staged)}", archived, linked to nothing`,
    };
  }

  async stage(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const { item, from } = wanted.package;
    const inUse = await linkInUse(tryton, item, from);
    const { boms, routings } = await this.all(tryton, wanted);
    for (const definitions of [boms, routings]) refuseIfTaken(definitions, wanted);
    const bom = await stageBom(tryton, wanted, inUse.bom);
    if (isRouted(wanted)) await stageRouting(tryton, wanted, bom);
  }

  async activate(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const product = await productOf(tryton, wanted);
    const { boms, routings } = await this.all(tryton, wanted);
    const bom = await ownOf(tryton, boms, wanted);
    const routing = await ownOf(tryton, routings, wanted);
    if (!bom || (!routing && isRouted(wanted))) throw notStaged(wanted);
    await release(tryton, bom);
    if (routing) await release(tryton, routing);
    const links = await linksOf(tryton, wanted.package.item);
    await linkFirst(tryton, product.id, links, { bom: bom.id, routing: routing?.id ?? null });
    const old = withLabel(boms, wanted.old);
    if (!old) return;
    for (const link of links.filter((one) => one.bom === old.id)) await unlink(tryton, link);
    await archive(tryton, old);
    const oldRouting = withLabel(routings, wanted.old);
    if (oldRouting) await archive(tryton, oldRouting);
  }

  async undo(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const { boms, routings } = await this.all(tryton, wanted);
    // The routing first: the BOM that it is for would be gone.
    for (const definitions of [routings, boms]) {
      const staged = withLabel(definitions, wanted.staged);
      if (staged) await discard(tryton, staged);
    }
  }

  private async all(
    tryton: TrytonCaller,
    { package: { item } }: Wanted,
  ): Promise<{ boms: Definition[]; routings: Definition[] }> {
    return {
      boms: await definitionsOf(tryton, BOM, item),
      routings: await definitionsOf(tryton, ROUTING, item),
    };
  }

  private async activeFaults(
    tryton: TrytonCaller,
    wanted: Wanted,
    bom: Definition,
    routing: Definition | null,
    boms: readonly Definition[],
  ): Promise<string[]> {
    const [first] = await linksOf(tryton, wanted.package.item);
    const old = withLabel(boms, wanted.old);
    return [
      ...[bom, routing].flatMap((one) =>
        one && !one.active ? [`${one.model} "${one.name}" is archived`] : [],
      ),
      ...(first?.bom === bom.id ? [] : [`the first BOM of ${wanted.package.item} is "${first?.code}"`]),
      ...(first?.bom === bom.id && first.routing !== (routing?.id ?? null)
        ? [`${bom.name} is not linked with its routing`]
        : []),
      ...(old?.active ? [`"${old.name}" can be chosen still`] : []),
    ];
  }
}

const isRouted = ({ package: { routing } }: Wanted): boolean => routing.length > 0;
