import type {
  ChangePackage,
  ChangeRequest,
  Effectivity,
  OnConflict,
} from '../../contracts/engineering-change';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import { command } from '../commands';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { takePackage } from './package';
import { existingChange, tell } from './row';

/** A request as the API or the PLM makes it; effectivity null: as the package proposes. */
export interface RequestedChange extends Omit<ChangeRequest, 'plants'> {
  readonly plants: readonly { readonly plant: string; readonly effectivity: Effectivity | null }[];
}

/**
 * Stores a change with the command that starts its saga. Where its package was read already, its items are locked at once, and
 * a conflict is refused, queued or supersedes, as asked.
 * @throws Problem `change-open` (with `blocking`), `unknown-plant`, `unknown-system`
 */
export async function requestChange(
  tx: Tx,
  topology: Topology,
  request: RequestedChange,
  pack: ChangePackage | null,
  who: Actor,
  now: Date,
  traceparent: string | null,
): Promise<string> {
  checkChangeRequest(topology, request);
  await refuseSame(tx, request);
  const id = newId('EC');
  const transaction = newId('TX');
  await tx.query({
    name: 'change-insert',
    text: `insert into change (id, transaction, change_system, change_id, policy, on_conflict, product_family, requested_by_id, requested_by_name, requested_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      id,
      transaction,
      request.change.system,
      request.change.id,
      request.policy,
      request.onConflict,
      Object.keys(topology.productFamilies)[0] ?? '',
      who.id,
      who.name,
      now,
    ],
  });
  await tx.query({
    name: 'change-plant-insert',
    text: `insert into change_plant (change, plant, state, state_since, effectivity) select $1, plant, 'checking', $4, effectivity from unnest($2::text[], $3::jsonb[]) as wanted (plant, effectivity)`,
    values: [
      id,
      request.plants.map(({ plant }) => plant),
      request.plants.map(({ effectivity }) => effectivity && JSON.stringify(effectivity)),
      now,
    ],
  });
  const { change } = await existingChange(tx, id);
  await tell(
    tx,
    {
      change,
      plant: null,
      action: 'engineering-change.requested',
      type: 'interlock.engineering-change.requested.v1',
      from: null,
      to: { plants: request.plants, policy: request.policy },
      why: null,
      who,
    },
    now,
  );
  if (pack) {
    const blocking = await takePackage(tx, topology, id, pack, now);
    if (blocking.length > 0 && request.onConflict === 'refuse') throw openChange(request.change.id, blocking);
  }
  await command(
    tx,
    { transaction, kind: 'start', workflow: 'engineeringChange', subject: id, traceparent },
    now,
  );
  return id;
}

const openChange = (number: string, blocking: readonly string[]) =>
  new Problem(
    'change-open',
    `${number} cannot start: ${blocking.join(', ')} ${blocking.length === 1 ? 'is' : 'are'} open for the same items and plants. Send it again with onConflict "queue" or "supersede", or when that is over.`,
    [],
    { blocking },
  );

/** @throws Problem that names what is wrong with the request */
export function checkChangeRequest(
  topology: Topology,
  { change, plants }: Pick<RequestedChange, 'change' | 'plants'>,
): void {
  const isPlm =
    Object.hasOwn(topology.systems, change.system) && topology.systems[change.system]!.roles.includes('plm');
  if (!isPlm)
    throw new Problem('unknown-system', `There is no PLM "${change.system}" in the topology.`, [
      { pointer: '/change/system', detail: 'the name of a PLM of the topology' },
    ]);
  plants.forEach(({ plant }, index) => {
    if (!Object.hasOwn(topology.plants, plant))
      throw new Problem('unknown-plant', `There is no plant "${plant}".`, [
        { pointer: `/plants/${index}/plant`, detail: `one of ${Object.keys(topology.plants).join(', ')}` },
      ]);
  });
}

/** The same change twice at one plant, though its items are not known yet, because the PLM is down. */
async function refuseSame(
  tx: Tx,
  {
    change,
    plants,
    onConflict,
  }: { change: { system: string; id: string }; plants: RequestedChange['plants']; onConflict: OnConflict },
): Promise<void> {
  if (onConflict !== 'refuse') return;
  const found = await tx.query<{ id: string }>({
    name: 'change-same',
    text: `select distinct change.id from change join change_plant on change_plant.change = change.id
           where change_system = $1 and change_id = $2 and finished_at is null and plant = any($3)
             and change_plant.state not in ('active', 'refused', 'withdrawn') order by 1`,
    values: [change.system, change.id, plants.map(({ plant }) => plant)],
  });
  if (found.rows.length > 0)
    throw openChange(
      change.id,
      found.rows.map(({ id }) => id),
    );
}
