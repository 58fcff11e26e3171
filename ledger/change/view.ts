import type { Pool } from 'pg';
import type { ChangeState, EngineeringChange } from '../../contracts/engineering-change';
import { wholeState } from '../../domain/rollout';
import type { Tx } from '../pool';
import { list, quantity, signaturesOf, TARGET, utc } from '../view';
import { linksOf, type Links, workflowAddress } from '../links';
import { pageOf, type Page } from '../page';

const PLANT = `jsonb_build_object('plant', p.plant, 'state', p.state, 'effectivity', p.effectivity, 'dueAt', ${utc('p.due_at')}, 'stagedAt', ${utc('p.staged_at')},
  'pivotedAt', ${utc('p.pivoted_at')}, 'activeAt', ${utc('p.active_at')}, 'waitsFor', p.waits_for, 'signatures', ${signaturesOf("p.change || '/' || p.plant")},
  'targets', ${list(`${TARGET} order by t.id) from stake k join target t on t.id = k.target where k.transaction = c.transaction and t.plant = p.plant`)})`;

const CHANGE = `jsonb_build_object('id', c.id, 'transaction', c.transaction, 'change', jsonb_build_object('system', c.change_system, 'id', c.change_id),
  'policy', c.policy, 'onConflict', c.on_conflict,
  'items', ${list(`jsonb_build_object('item', i.item, 'from', i.from_revision, 'to', i.to_revision) order by i.position) from change_item i where i.change = c.id`)},
  'blocking', to_jsonb(c.blocking),
  'findings', c.findings || coalesce((select jsonb_agg(finding.value order by p.plant, finding.ordinality) from change_plant p, jsonb_array_elements(p.findings) with ordinality finding where p.change = c.id), '[]'),
  'affected', ${list(`jsonb_build_object('object', a.object, 'id', a.id, 'plant', a.plant, 'item', a.item, 'revision', a.revision, 'quantity', ${quantity('a.quantity', 'a.unit')},
      'decision', a.decision, 'decidedBy', a.decided_by, 'assessedAt', ${utc('a.assessed_at')},
      'stale', a.by_hand and a.quantity > 0 and a.quantity_assessed <> a.quantity) order by a.plant, a.object, a.id) from affected a where a.change = c.id`)},
  'plants', ${list(`${PLANT} order by p.plant) from change_plant p where p.change = c.id`)},
  'requestedBy', jsonb_build_object('id', c.requested_by_id, 'name', c.requested_by_name), 'requestedAt', ${utc('c.requested_at')},
  'withdrawal', case when c.withdrawn_at is not null then jsonb_build_object('reason', c.withdrawn_reason, 'by', c.withdrawn_by, 'at', ${utc('c.withdrawn_at')}) end)`;

type Shown = Omit<EngineeringChange, 'links' | 'state' | 'plants'> & {
  plants: Omit<EngineeringChange['plants'][number], 'workflow'>[];
};

const link = (shown: Shown, links: Links): EngineeringChange => ({
  ...shown,
  state: wholeState(shown.plants.map(({ state }) => state)),
  plants: shown.plants.map((plant) => ({
    ...plant,
    workflow: workflowAddress(links, `plant-rollout/${shown.id}/${plant.plant}`),
  })),
  links: linksOf(links, `engineering-change/${shown.id}`, shown.transaction),
});

export async function viewChange(tx: Tx, id: string, links: Links): Promise<EngineeringChange | null> {
  const found = await tx.query<{ change: Shown }>({
    name: 'change-view',
    text: `select ${CHANGE} as change from change c where c.id = $1`,
    values: [id],
  });
  const shown = found.rows[0]?.change;
  return shown ? link(shown, links) : null;
}

export interface ChangeFilter {
  readonly state?: ChangeState | undefined;
  readonly plant?: string | undefined;
  /** The change's number in the PLM. */
  readonly change?: string | undefined;
  readonly item?: string | undefined;
  /** Not at its end at some plant. */
  readonly open?: 'true' | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first. `state` is that of some plant (of the named one, where one is named). */
export async function listChanges(
  pool: Pool,
  filter: ChangeFilter,
  links: Links,
): Promise<Page<EngineeringChange>> {
  const found = await pool.query<{ change: Shown }>({
    name: 'change-list',
    text: `select ${CHANGE} as change from change c
           where exists (select from change_plant p where p.change = c.id and ($1::text is null or p.state = $1) and ($2::text is null or p.plant = $2))
             and (not $7 or exists (select from change_plant p where p.change = c.id and p.state not in ('active', 'refused', 'withdrawn')))
             and ($3::text is null or c.change_id = $3)
             and ($4::text is null or exists (select from change_item i where i.change = c.id and i.item = $4))
             and ($5::text is null or (c.requested_at, c.id) < (select requested_at, id from change where id = $5))
           order by c.requested_at desc, c.id desc limit $6`,
    values: [
      filter.state ?? null,
      filter.plant ?? null,
      filter.change ?? null,
      filter.item ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
      filter.open === 'true',
    ],
  });
  return pageOf(found.rows, filter.limit, ({ change }) => link(change, links));
}

export interface ChangeProgress {
  readonly transaction: string;
  readonly state: ChangeState;
}

/** Where a change stands, cheaply: for those who wait. */
export async function changeProgress(pool: Pool, id: string): Promise<ChangeProgress | null> {
  const found = await pool.query<{ transaction: string; states: ChangeState[] }>({
    name: 'change-progress',
    text: 'select transaction, array(select state from change_plant where change = id) as states from change where id = $1',
    values: [id],
  });
  const row = found.rows[0];
  return row ? { transaction: row.transaction, state: wholeState(row.states) } : null;
}
