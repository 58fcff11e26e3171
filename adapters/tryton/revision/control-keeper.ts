import type { RevisionContent } from '../../../contracts/revision';
import type { Site } from '../site';
import type { TrytonCaller } from '../rpc';
import { CONTROL, readPlan, stageControl } from './control';
import { archive, definitionsOf, discard, ownOf, refuseIfTaken, release, withLabel } from './definitions';
import { labelOf } from './label';
import type { Found, Keeper } from './revision-effect';
import { notStaged, productOf, type Wanted } from './wanted';

/**
 * The inspection plan as a quality control of Tryton's. Staged: it is there, archived. Active: it is the one that is
 * offered, and the old one is archived; an inspection has its control by reference, so lots of the old revision can still
 * be inspected by the old one.
 */
export class ControlKeeper implements Keeper {
  constructor(private readonly site: Site) {}

  asked({ package: { plan } }: Wanted): RevisionContent {
    return { bom: null, routing: null, plan };
  }

  async find(tryton: TrytonCaller, wanted: Wanted): Promise<Found | null> {
    const { item, plan } = wanted.package;
    const controls = await definitionsOf(tryton, CONTROL, item);
    const own = await ownOf(tryton, controls, wanted);
    if (!own) return null;
    const old = withLabel(controls, wanted.old);
    const isActive = own.label.mark === null;
    const faults = isActive
      ? [
          ...(own.active ? [] : [`quality control "${own.name}" is archived`]),
          ...(old?.active ? [`quality control "${old.name}" can be chosen still`] : []),
        ]
      : own.active
        ? [`quality control "${own.name}" is offered already`]
        : [];
    return {
      state: isActive ? 'active' : 'staged',
      content: { bom: null, routing: null, plan: await readPlan(tryton, own.id, plan) },
      faults,
      evidence: isActive
        ? `quality control "${own.name}"; "${labelOf(item, wanted.old)}" is archived`
        : `quality control "${own.name}", archived`,
    };
  }

  async stage(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const { plan, item } = wanted.package;
    if (!plan) return;
    const controls = await definitionsOf(tryton, CONTROL, item);
    refuseIfTaken(controls, wanted);
    const content = { plan, label: labelOf(item, wanted.staged), product: await productOf(tryton, wanted) };
    await stageControl(tryton, this.site, content, withLabel(controls, wanted.old)?.id ?? null);
  }

  async activate(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const controls = await definitionsOf(tryton, CONTROL, wanted.package.item);
    const own = await ownOf(tryton, controls, wanted);
    if (!own) throw notStaged(wanted);
    await release(tryton, own);
    const old = withLabel(controls, wanted.old);
    if (old) await archive(tryton, old);
  }

  async undo(tryton: TrytonCaller, wanted: Wanted): Promise<void> {
    const controls = await definitionsOf(tryton, CONTROL, wanted.package.item);
    const staged = withLabel(controls, wanted.staged);
    if (staged) await discard(tryton, staged);
  }
}
