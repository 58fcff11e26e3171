import type { TopologyReport, TopologyReportRequest } from '../../contracts/topology-version';
import type { Tx } from '../pool';

/** A process that was not heard of for so long is not listed; one that is, says so every few seconds. */
const LATELY_MS = 30_000;

/** Remembers which version a process goes by, and forgets those that are long gone. */
export async function saveReport(tx: Tx, report: TopologyReportRequest, now: Date): Promise<void> {
  await tx.query({
    name: 'topology-report',
    text: `with gone as (delete from topology_report where at < $3::timestamptz - interval '1 hour' and process <> $1)
           insert into topology_report (process, version, at, failed_version, failure) values ($1, $2, $3, $4, $5)
           on conflict (process) do update set version = excluded.version, at = excluded.at, failed_version = excluded.failed_version, failure = excluded.failure`,
    values: [report.process, report.version, now, report.failure?.version, report.failure?.text],
  });
}

export async function listReports(tx: Tx, now: Date): Promise<TopologyReport[]> {
  const found = await tx.query<{
    process: string;
    version: number;
    at: Date;
    failed_version: number | null;
    failure: string | null;
  }>({
    name: 'topology-reports',
    text: 'select process, version, at, failed_version, failure from topology_report where at > $1 order by process',
    values: [new Date(now.getTime() - LATELY_MS)],
  });
  return found.rows.map(({ process, version, at, failed_version, failure }) => ({
    process,
    version,
    at: at.toISOString(),
    failure: failed_version === null || failure === null ? null : { version: failed_version, text: failure },
  }));
}
