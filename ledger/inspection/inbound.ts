import type { StatedResult } from '../../contracts/inspection';
import type { InboundData } from '../../contracts/inbound';
import type { Topology } from '../../contracts/topology';
import type { Telling } from '../material';
import type { Tx } from '../pool';
import { openInspection } from './open';
import { postResult } from './result';

/** A lot waits at a checkpoint. */
export async function checkpointReached(
  tx: Tx,
  topology: Topology,
  { plant, lot, order, operation, checkpoint }: InboundData<'mes.checkpoint.reached.v1'>,
  { who, now }: Telling,
): Promise<void> {
  await openInspection(tx, topology, { plant, lot, order, operation, checkpoint }, who, now, null);
}

/** The QMS's own word on an inspection: judged as any other. */
export async function inspectionCompleted(
  tx: Tx,
  topology: Topology,
  data: InboundData<'qms.inspection.completed.v1'>,
  { system, who, now }: Telling,
): Promise<void> {
  const result: StatedResult = {
    inspection: { system, id: data.inspection.id },
    plant: data.plant,
    lot: data.lot,
    revision: data.revision ?? null,
    plan: data.plan ? { id: data.plan.id, version: data.plan.version } : null,
    order: data.order ?? null,
    sampling: data.sampling ?? null,
    readings: data.readings ?? [],
    verdict: data.verdict,
    measuredBy: data.measuredBy ?? null,
    measuredAt: data.measuredAt ?? null,
  };
  const nonconformance = data.nonconformance ?? null;
  await postResult(tx, topology, { result, who, nonconformance, fromQms: true }, now, null);
}
