import type { AuthorizationRequest } from '../contracts/shipment-authorization';
import type { Actor } from './audit';
import { authorizeShipment, cancelAuthorization } from './authorization';
import {
  listAuthorizations,
  viewAuthorization,
  type AuthorizationFilter,
  type UnsignedAuthorization,
} from './authorization-view';
import { Part } from './part';
import { reading, type Tx } from './pool';

/** What is promised to shipments. */
export class Authorizations extends Part {
  /** Promises material to a shipment, all lines or none. @param position read before `tx` began @throws Problem */
  async authorize(
    tx: Tx,
    request: AuthorizationRequest,
    position: number,
    caller: Actor,
    now: Date,
  ): Promise<UnsignedAuthorization> {
    return shown(tx, await authorizeShipment(tx, this.topology, request, position, caller, now));
  }
  async cancel(tx: Tx, id: string, reason: string, caller: Actor, now: Date): Promise<UnsignedAuthorization> {
    await cancelAuthorization(tx, id, reason, caller, now);
    return shown(tx, id);
  }
  get(id: string): Promise<UnsignedAuthorization | null> {
    return reading(() => viewAuthorization(this.pool, id));
  }
  list(filter: AuthorizationFilter) {
    return reading(() => listAuthorizations(this.pool, filter));
  }
}

async function shown(tx: Tx, id: string): Promise<UnsignedAuthorization> {
  const authorization = await viewAuthorization(tx, id);
  if (!authorization) throw new Error(`shipment authorization ${id} vanished`);
  return authorization;
}
