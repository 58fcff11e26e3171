import type { Releasability } from '../contracts/material';
import {
  AUTHORIZATION_TYPE,
  GATE_ANSWER_TYPE,
  type AuthorizationStatement,
  type GateStatement,
  type ShipmentAuthorization,
} from '../contracts/shipment-authorization';
import type { Question } from '../domain/gate';
import type { UnsignedAuthorization } from '../ledger';
import type { Services } from './route';

/**
 * An answer of the gate in writing: good for as long as the topology says, and no longer than a concession that it rests on.
 * @param position sequence of an event, read before the answer was: it knows all up to that one
 */
export function signAnswer(
  { lot, plant, action, purpose, releasable, releasableQuantity, asOf, validUntil }: Releasability,
  { to, order, customer }: Question,
  position: number,
  { topology, signer }: Services,
): Promise<string> {
  const usual = Date.parse(asOf) + topology.gate.answerSeconds * 1000;
  const expiresAt = Math.min(usual, validUntil === undefined ? usual : Date.parse(validUntil));
  const statement: GateStatement = {
    lot,
    plant,
    action,
    purpose,
    releasable,
    quantity: releasableQuantity,
    to,
    order,
    customer,
    asOf,
    expiresAt: new Date(expiresAt).toISOString(),
    position,
  };
  return signer.sign(GATE_ANSWER_TYPE, statement);
}

/** A shipment authorization with its signed statement, as long as it may be gone by. */
export async function signAuthorization(
  authorization: UnsignedAuthorization,
  { signer }: Services,
): Promise<ShipmentAuthorization> {
  if (!authorization.authorized) return { ...authorization, jws: null };
  const { id, shipment, plant, customer, position, authorizedAt, validUntil } = authorization;
  const statement: AuthorizationStatement = {
    id,
    shipment,
    plant,
    customer,
    position,
    lines: authorization.lines.map(({ lot, quantity }) => ({ lot, quantity })),
    asOf: authorizedAt,
    expiresAt: validUntil,
  };
  return { ...authorization, jws: await signer.sign(AUTHORIZATION_TYPE, statement) };
}
