import type { InboundData } from '../../contracts/inbound';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import { audit } from '../audit';
import type { Telling } from '../material';
import type { Tx } from '../pool';
import { requestChange } from './request';
import { withdraw } from './withdraw';

/** The PLM approved a change for plants: its release starts there, unless it is under way already. */
export async function changeApproved(
  tx: Tx,
  topology: Topology,
  data: InboundData<'plm.change.approved.v1'>,
  { system, who, now }: Telling,
): Promise<void> {
  const open = await openAt(tx, system, data.id);
  const plants = data.plants
    .map((place) =>
      typeof place === 'string'
        ? { plant: place, effectivity: null }
        : { plant: place.plant, effectivity: place.effectivity ?? null },
    )
    .filter(({ plant }) => !open.some((at) => at.plant === plant));
  if (plants.length === 0) return;
  await requestChange(
    tx,
    topology,
    { change: { system, id: data.id }, plants, policy: 'plant-by-plant', onConflict: 'queue' },
    null,
    who,
    now,
    null,
  );
}

/** The PLM withdrew its approval: whatever has not passed its pivot is undone; what has, goes forward, on the record. */
export async function changeWithdrawn(
  tx: Tx,
  _topology: Topology,
  data: InboundData<'plm.change.withdrawn.v1'>,
  { system, who, now }: Telling,
): Promise<void> {
  const named = (data.plants ?? []).map((place) => (typeof place === 'string' ? place : place.plant));
  const at = named.length === 0 ? null : named;
  const open = await openAt(tx, system, data.id);
  for (const id of new Set(open.map(({ change }) => change)))
    try {
      await withdraw(tx, id, at, `${system} withdrew its approval of ${data.id}`, who, now);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'change-over')) throw error;
      await audit(tx, {
        transaction: open.find(({ change }) => change === id)!.transaction,
        at: now,
        who,
        action: 'engineering-change.withdrawal-refused',
        subject: id,
        from: null,
        to: null,
        why: error.detail,
      });
    }
}

async function openAt(
  tx: Tx,
  system: string,
  number: string,
): Promise<{ change: string; transaction: string; plant: string }[]> {
  const found = await tx.query<{ change: string; transaction: string; plant: string }>({
    name: 'change-open-at',
    text: `select change.id as change, change.transaction, change_plant.plant from change join change_plant on change_plant.change = change.id
           where change_system = $1 and change_id = $2 and change_plant.state not in ('active', 'refused', 'withdrawn') order by 1, 3`,
    values: [system, number],
  });
  return found.rows;
}
