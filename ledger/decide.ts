import type { Disposition, DispositionRequest } from '../contracts/disposition';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { itemOf } from '../config/systems';
import { canDecide, decide as decideAccount, FREES } from '../domain/account';
import { missingApprovals } from '../domain/dispositions';
import { accountOf, saveAccount } from './accounts';
import type { Actor } from './audit';
import { look } from './commands';
import { checkConcession } from './concession-check';
import { tellDisposition } from './disposition-row';
import { openHold, type HoldRow } from './hold-row';
import { newId } from './ids';
import { outputOf } from './output';
import type { Tx } from './pool';
import { reverse } from './reverse';
import { checkSegregation } from './segregation';
import { ofDisposition } from './signature/record';
import { takeSignatures } from './signature/take';
import { inLotUnit } from './units';

/** Where a decision comes from. The QMS signs by itself: its signature is kept and shown, and its hash is the QMS's to compute. */
export type Origin =
  | { readonly by: 'person' }
  | { readonly by: 'qms'; readonly signature: NonNullable<Disposition['signature']> | null }
  /** The cause does not exist: nobody decides anything of the material. */
  | { readonly by: 'voiding' };

/**
 * Takes a decision: the quantity goes from undecided to pending, held still, and the saga is woken to carry it out.
 * @param origin who says so: a person as themselves, or the QMS
 * @throws Problem
 */
export async function decide(
  tx: Tx,
  topology: Topology,
  holdId: string,
  request: DispositionRequest,
  who: Actor,
  origin: Origin,
  decidedAt: Date,
  now: Date,
): Promise<string> {
  const hold = await openHold(tx, holdId);
  await checkSegregation(tx, topology, hold, request, who);
  await refuseUnmetCondition(tx, hold, request);
  await refuseSortByOldPlan(tx, hold, request);
  if (request.supersedes !== null)
    await reverse(tx, topology, holdId, request.supersedes, `superseded by ${request.reference}`, who, now);
  const stored = await accountOf(tx, holdId, request.lot);
  if (!stored)
    throw new Problem('unknown-lot', `Hold ${holdId} does not cover ${request.lot}.`, [
      { pointer: '/lot', detail: 'not covered by this hold' },
    ]);
  const quantity = inLotUnit(topology, request.lot, request.quantity, '/quantity');
  if (!canDecide(stored.account, quantity)) {
    const detail = `${stored.account.undecided} ${stored.unit} of ${request.lot} are undecided, less than ${quantity}`;
    throw new Problem('not-enough-undecided', `${detail}.`, [{ pointer: '/quantity/value', detail }]);
  }
  const missing = missingApprovals(
    request.decision,
    request.approvals.map((approval) => approval.kind),
    topology.items[itemOf(request.lot)]?.customerApproval,
  );
  if (missing.length > 0)
    throw new Problem(
      'approvals-missing',
      `${request.decision} wants the approval of: ${missing.join(', ')}.`,
      [{ pointer: '/approvals', detail: `missing: ${missing.join(', ')}` }],
    );

  checkConcession(request, stored.unit, now);

  const output = outputOf(topology, request, stored.unit);
  const id = newId('DP');
  const record = ofDisposition(holdId, request, { value: quantity, unit: stored.unit }, output);
  const signatures =
    origin.by === 'person'
      ? await takeSignatures(tx, topology, { id, request, record, decider: who, now })
      : checkSignedByQms(topology, request, origin);
  await tx.query({
    name: 'disposition-insert',
    text: `insert into disposition (id, hold, lot, unit, quantity, decision, state, reason, reference, approvals, concession, supersedes, signature, decided_by_id, decided_by_name, decided_at, output)
           values ($1, $2, $3, $4, $5, $6, 'decided', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    values: [
      id,
      holdId,
      request.lot,
      stored.unit,
      quantity,
      request.decision,
      request.reason,
      request.reference,
      JSON.stringify(request.approvals),
      request.concession,
      request.supersedes,
      origin.by === 'qms' ? origin.signature : null,
      who.id,
      who.name,
      decidedAt,
      output,
    ],
  });
  await saveAccount(tx, holdId, request.lot, decideAccount(stored.account, quantity));
  await tx.query({
    name: 'hold-disposing',
    text: "update hold set state = 'disposing' where id = $1 and state = 'open'",
    values: [holdId],
  });
  await tellDisposition(
    tx,
    hold,
    id,
    {
      type: 'interlock.disposition.decided.v1',
      data: {
        lot: request.lot,
        quantity: { value: quantity, unit: stored.unit },
        decision: request.decision,
        reference: request.reference,
      },
    },
    who,
    request.reason,
    null,
    'decided',
    now,
    {
      ...(request.approvals.length > 0 && { approvals: request.approvals }),
      ...(request.concession && { concession: request.concession }),
      ...(signatures.length > 0 && { signatures, recordHash: record.hash }),
    },
  );
  await look(tx, hold.transaction, holdId, now);
  return id;
}

/** The QMS signs in its own house: where a signature is wanted, it must say so. @throws Problem `signature-missing` */
function checkSignedByQms(
  topology: Topology,
  { decision }: DispositionRequest,
  origin: Exclude<Origin, { by: 'person' }>,
): string[] {
  if (origin.by === 'qms' && origin.signature === null && topology.signatures.dispositions.includes(decision))
    throw new Problem('signature-missing', `${decision} wants a signature, and the QMS sent none.`, [
      { pointer: '/data/signature', detail: 'is required for this decision' },
    ]);
  return [];
}

/** A hold that waits for a change lets go only of what lies where that change is active (E5). */
async function refuseUnmetCondition(tx: Tx, hold: HoldRow, request: DispositionRequest): Promise<void> {
  if (!FREES.includes(request.decision)) return;
  const found = await tx.query<{ change: string; system: string; plant: string }>({
    name: 'hold-condition-unmet',
    text: `select release_condition->'change'->>'id' as change, release_condition->'change'->>'system' as system, lies.plant
           from hold cross join lateral (
             select distinct plant from stock where lot = $2 and quantity > 0
             union select hold.plant where not exists (select from stock where lot = $2 and quantity > 0)) lies
           where hold.id = $1 and release_condition->'change' is not null and not exists (
             select from change join change_plant on change_plant.change = change.id
             where change.change_system = release_condition->'change'->>'system' and change.change_id = release_condition->'change'->>'id'
               and change_plant.plant = lies.plant and change_plant.state = 'active')
           order by lies.plant`,
    values: [hold.id, request.lot],
  });
  const unmet = found.rows[0];
  if (unmet)
    throw new Problem(
      'release-condition-unmet',
      `Hold ${hold.id} lets ${request.lot} go only once change ${unmet.change} of ${unmet.system} is active at ${found.rows.map(({ plant }) => plant).join(' and ')}.`,
    );
}

/** A sort under a hold that waits for a change goes by the plan that the change brings: that must be known (E5). */
async function refuseSortByOldPlan(tx: Tx, hold: HoldRow, request: DispositionRequest): Promise<void> {
  if (request.decision !== 'sort') return;
  const found = await tx.query<{ change: string; system: string }>({
    name: 'hold-condition-unknown',
    text: `select release_condition->'change'->>'id' as change, release_condition->'change'->>'system' as system from hold
           where id = $1 and release_condition->'change' is not null and not exists (
             select from change where change.change_system = release_condition->'change'->>'system'
               and change.change_id = release_condition->'change'->>'id' and package is not null)`,
    values: [hold.id],
  });
  const unknown = found.rows[0];
  if (unknown)
    throw new Problem(
      'release-condition-unmet',
      `Hold ${hold.id} waits for change ${unknown.change} of ${unknown.system}, whose plan ${request.lot} is to be sorted by: request that change first.`,
    );
}
