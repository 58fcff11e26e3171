import type { Pool } from 'pg';
import type { Running } from '../../config/running-topology';
import type { Environment, Topology } from '../../contracts/topology';
import type {
  AppliedTopology,
  TopologyChange,
  TopologyReport,
  TopologyReportRequest,
  TopologyVersion,
} from '../../contracts/topology-version';
import type { Actor } from '../audit';
import { reading, type Tx } from '../pool';
import { brief, reading as readingTogether } from '../transaction';
import { saveSeen } from '../system-health';
import { applyTopology } from './apply';
import { claimEnvironment } from './environment';
import { planTopology } from './plan';
import { listReports, saveReport } from './reports';
import { listVersions, newestVersion } from './versions';

export { TOPOLOGY } from './apply';
export { WrongEnvironment } from './environment';

/** The part of the ledger that knows which topology runs, and which processes go by it. */
export class Topologies {
  constructor(private readonly pool: Pool) {}

  /** @throws WrongEnvironment where this ledger is another environment's */
  claimEnvironment(environment: Environment, now: Date): Promise<void> {
    return reading(() => claimEnvironment(this.pool, environment, now));
  }
  newest(): Promise<TopologyVersion | null> {
    return reading(() => newestVersion(this.pool));
  }
  list(page: {
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ items: TopologyVersion[]; next: string | null }> {
    return reading(() => listVersions(this.pool, page));
  }
  /** What a topology would change, at one instant. */
  plan(from: Topology, to: Topology): Promise<TopologyChange[]> {
    return readingTogether(this.pool, (tx) => planTopology(tx, from, to));
  }
  /** @throws Problem */
  apply(tx: Tx, running: Running, next: Running, caller: Actor, now: Date): Promise<AppliedTopology> {
    return applyTopology(tx, running, next, caller, now);
  }
  /** What a process says of itself, and the newest version. */
  async exchange(report: TopologyReportRequest, now: Date): Promise<TopologyVersion | null> {
    const newest = await this.newest();
    await this.report(report, now);
    return newest;
  }
  report(report: TopologyReportRequest, now: Date): Promise<void> {
    return brief(this.pool, async (tx) => {
      await saveReport(tx, report, now);
      await saveSeen(tx, report.systems ?? [], now);
    });
  }
  reports(now: Date): Promise<TopologyReport[]> {
    return reading(() => listReports(this.pool, now));
  }
}
