import { type AuthorizationRequest } from '../contracts/shipment-authorization';
import type { Releasability } from '../contracts/material';
import { Problem, type FieldError } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { audit, type Actor } from './audit';
import { endAuthorizations } from './authorization-end';
import { publish } from './events';
import { releasability } from './gate';
import { newId } from './ids';
import { itemsOf } from './lots';
import type { Tx } from './pool';
import { inLotUnits } from './units';

/**
 * Authorizes a shipment: each line is asked of the gate, as enforced, and either all pass or none. What is authorized counts
 * as taken from then on, so this runs in the coverage transaction.
 * @param position sequence of the newest event, read before this transaction
 * @returns its id
 * @throws Problem `not-releasable` that names each line that does not pass; `unknown-plant`, `unknown-item`, `unit-mismatch`, `quantity-not-exact`
 */
export async function authorizeShipment(
  tx: Tx,
  topology: Topology,
  asked: AuthorizationRequest,
  position: number,
  who: Actor,
  now: Date,
): Promise<string> {
  checkLines(topology, asked);
  const request = inLotUnits(topology, asked, '') as AuthorizationRequest;
  const answers = await askLines(tx, topology, request, now);
  refuseUnlessAll(request, answers);
  await refusePieces(tx, request);
  const { shipment, plant, customer, lines } = request;
  const id = newId('SA');
  const transaction = newId('TX');
  const validUntil = validityOf(topology, answers, now);
  await tx.query({
    name: 'authorization-insert',
    text: `insert into shipment_authorization (id, transaction, shipment, plant, customer, state, valid_until, position, authorized_by_id, authorized_by_name, authorized_at)
           values ($1, $2, $3, $4, $5, 'authorized', $6, $7, $8, $9, $10)`,
    values: [id, transaction, shipment, plant, customer, validUntil, position, who.id, who.name, now],
  });
  await tx.query({
    name: 'authorization-lines',
    text: `insert into shipment_authorization_line (id, lot, unit, quantity)
           select $1, lot, unit, quantity from unnest($2::text[], $3::text[], $4::numeric[]) line (lot, unit, quantity)`,
    values: [
      id,
      lines.map(({ lot }) => lot),
      lines.map(({ quantity }) => quantity.unit),
      lines.map(({ quantity }) => quantity.value),
    ],
  });
  const data = { authorization: id, shipment, plant, customer, lines, validUntil: validUntil.toISOString() };
  await audit(tx, {
    transaction,
    at: now,
    who,
    action: 'shipment-authorization.authorized',
    subject: id,
    from: null,
    to: data,
    why: null,
  });
  await publish(tx, {
    type: 'interlock.shipment-authorization.authorized.v1',
    subject: id,
    transaction,
    plant,
    at: now,
    data,
  });
  return id;
}

/** Takes a promise back before it is shipped. @throws Problem `not-found`, `authorization-over` */
export async function cancelAuthorization(
  tx: Tx,
  id: string,
  reason: string,
  who: Actor,
  now: Date,
): Promise<void> {
  const found = await tx.query<{ state: string }>({
    name: 'authorization-state',
    text: 'select state from shipment_authorization where id = $1',
    values: [id],
  });
  const state = found.rows[0]?.state;
  if (state === undefined) throw new Problem('not-found', `There is no shipment authorization ${id}.`);
  if (state !== 'authorized') throw new Problem('authorization-over', `${id} is ${state}.`);
  await endAuthorizations(tx, [id], 'cancelled', reason, who, now);
}

/** @throws Problem that names every line that is wrong in itself */
function checkLines(topology: Topology, { lines }: AuthorizationRequest): void {
  itemsOf(
    topology,
    lines.map(({ lot }, index) => ({ lot, pointer: `/lines/${index}/lot` })),
  );
  const lots = lines.map(({ lot }) => lot);
  const twice = lots.flatMap((lot, index): FieldError[] =>
    lots.indexOf(lot) === index
      ? []
      : [{ pointer: `/lines/${index}/lot`, detail: `${lot} is named twice; add its quantities up` }],
  );
  if (twice[0]) throw new Problem('invalid-request', `${twice[0].detail}.`, twice);
}

/** The gate's answer for each line, in their order; lots are read in id order. */
async function askLines(
  tx: Tx,
  topology: Topology,
  { plant, customer, order, lines }: AuthorizationRequest,
  now: Date,
): Promise<Releasability[]> {
  const answers = new Map<string, Releasability>();
  for (const { lot, quantity } of [...lines].sort((a, b) => (a.lot < b.lot ? -1 : 1))) {
    const question = { lot, plant, action: 'ship', purpose: 'sale', to: null } as const;
    const whom = { quantity: quantity.value, order: order ?? null, customer };
    answers.set(lot, await releasability(tx, topology, { ...question, ...whom }, quantity.unit, now));
  }
  return lines.map(({ lot }) => answers.get(lot)!);
}

function refuseUnlessAll({ lines }: AuthorizationRequest, answers: readonly Releasability[]): void {
  const errors = answers.flatMap(({ lot, releasable, releasableQuantity }, index): FieldError[] => {
    if (releasable) return [];
    const { value, unit } = releasableQuantity;
    const detail = `${value} ${unit} of ${lot} may be shipped, and ${lines[index]!.quantity.value} are wanted`;
    return [{ pointer: `/lines/${index}/quantity/value`, detail }];
  });
  if (!errors[0]) return;
  throw new Problem('not-releasable', `${errors[0].detail}; nothing was authorized.`, errors, {
    authorized: false,
    lines: answers.map(({ lot, releasable, releasableQuantity, blockedBy }) => ({
      lot,
      releasable,
      releasableQuantity,
      blockedBy,
    })),
  });
}

/** What is promised is so much of a lot: a hold on the lot revokes it, whichever of its pieces are meant. */
async function refusePieces(tx: Tx, { lines }: AuthorizationRequest): Promise<void> {
  const found = await tx.query<{ lot: string }>({
    name: 'authorization-of-pieces',
    text: 'select serial as lot from serial where serial = any($1) and not exists (select from lot where lot.lot = serial.serial) order by 1',
    values: [lines.map(({ lot }) => lot)],
  });
  const pieces = found.rows.map(({ lot }) => lot);
  const errors = pieces.map((lot) => ({
    pointer: `/lines/${lines.findIndex((line) => line.lot === lot)}/lot`,
    detail: `${lot} is a piece: name its lot`,
  }));
  if (errors[0]) throw new Problem('invalid-request', `${errors[0].detail}.`, errors);
}

/** As long as the topology says, and no longer than a concession that it rests on. */
function validityOf(topology: Topology, answers: readonly Releasability[], now: Date): Date {
  const usual = now.getTime() + topology.gate.authorizationSeconds * 1000;
  const ends = answers.flatMap(({ validUntil }) =>
    validUntil === undefined ? [] : [Date.parse(validUntil)],
  );
  return new Date(Math.min(usual, ...ends));
}
