import type { Worker } from '@temporalio/worker';
import { createSystemActivities, type SystemActivities } from '../activities/systems';
import { adaptersFor, type MadeAdapters } from '../adapters/all';
import type { Adapter } from '../adapters/port';
import type { CallMeasures } from '../adapters/http/measures';
import type { Credentials } from '../config/credentials';
import type { System, Topology } from '../contracts/topology';
import { queueOf } from '../temporal/names';
import { createSystemWorker, type WorkerPlace } from './create';
import type { Crew } from './crew';

/** Which systems a process has to do with. */
export interface Serves {
  /** Whose adapters it needs. */
  readonly needs: (system: System) => boolean;
  /** Whose queue it polls. */
  readonly polls: (system: System) => boolean;
}

/** A worker for each system that this process calls, by the topology that it goes by. */
export class SystemWorkers {
  private made: MadeAdapters | null = null;
  private readonly activities: SystemActivities;

  constructor(
    private readonly place: WorkerPlace,
    private readonly crew: Crew,
    private readonly serves: Serves,
    private readonly measures: CallMeasures,
  ) {
    this.activities = createSystemActivities({ get: (name) => this.adapters.get(name) }, (system) =>
      measures.visitedAgain(system),
    );
  }

  get adapters(): ReadonlyMap<string, Adapter> {
    return this.made?.adapters ?? new Map();
  }

  /** Of the systems that this process calls itself. */
  get polled(): ReadonlyMap<string, Adapter> {
    const { topology } = this.made ?? {};
    return new Map(
      [...this.adapters].filter(([name]) => topology && this.serves.polls(topology.systems[name]!)),
    );
  }

  /**
   * Goes over to a topology: systems that it adds are polled, those that it has no more are left, those whose limits are
   * others get another worker. What a worker has begun it finishes, through the adapter that it began with.
   * @throws Error that says why not; then nothing has changed
   */
  async goOver(topology: Topology, credentials: Credentials): Promise<void> {
    const before = this.made;
    const adapters = adaptersFor(topology, credentials, this.serves.needs, before, this.measures);
    const polled = Object.entries(topology.systems).filter(([, system]) => this.serves.polls(system));
    const fresh = polled.filter(([name, system]) => {
      const former = before?.topology.systems[name];
      return !former || !this.serves.polls(former) || limits(former) !== limits(system);
    });
    const workers: Worker[] = await Promise.all(
      fresh.map(([name]) => createSystemWorker(this.place, topology, name, this.activities)),
    );
    this.made = { topology, credentials, adapters };
    for (const worker of workers) this.crew.start(worker);
    const left = Object.entries(before?.topology.systems ?? {}).filter(
      ([name, former]) => this.serves.polls(former) && !polled.some(([one]) => one === name),
    );
    for (const [name] of left) this.crew.stop(queueOf(name));
  }
}

/** What a worker is made by. */
const limits = ({ concurrency, requestsPerSecond }: System): string =>
  `${concurrency}/${requestsPerSecond ?? 'any'}`;
