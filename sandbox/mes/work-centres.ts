import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { Outbox } from '../core/outbox';
import { Refusal } from '../core/refusal';
import { read, type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise, SeedWorkCentre } from '../data/seed';

/** A machine or bench, and the state that people have reported of it last. */
interface WorkCentre extends SeedWorkCentre {
  readonly state?: string;
  readonly since?: string;
}

const Report = z.object({ state: z.string().min(1), since: z.iso.datetime({ offset: true }) });

/** The machines and benches of the plant. */
export class WorkCentres {
  private readonly workCentres: Collection<WorkCentre>;

  constructor(
    store: Store,
    private readonly outbox: Outbox,
  ) {
    this.workCentres = store.collection('work-centres');
  }

  seed({ workCentres }: Enterprise, plant: string): void {
    for (const one of workCentres) if (one.plant === plant) this.workCentres.put(one.id, one);
  }

  all(): SeedWorkCentre[] {
    return this.workCentres.all();
  }

  has(id: string): boolean {
    return this.workCentres.get(id) !== undefined;
  }

  routes(effects: Effects): Route[] {
    return [
      read('work-centres', 'get', '/work-centres', z.object({}), () => ({
        workCentres: this.workCentres.all(),
      })),
      write(
        effects,
        'work-centre-state',
        '/work-centres/:id/states',
        Report,
        (_input, request) => String(request.params.id),
        (report, request) => this.report(String(request.params.id), report),
      ),
    ];
  }

  /** What people report, such as `out-of-calibration`, maybe long after it began; it is announced. */
  private report(id: string, { state, since }: z.infer<typeof Report>): WorkCentre {
    const known = this.workCentres.get(id);
    if (!known) throw new Refusal('UNKNOWN_WORK_CENTRE', `There is no work centre ${id} here.`, 404);
    const reported = { ...known, state, since };
    this.workCentres.put(id, reported);
    this.outbox.announce('mes.equipment.state-changed.v1', id, {
      plant: known.plant,
      workCentre: id,
      state,
      since,
    });
    return reported;
  }
}
