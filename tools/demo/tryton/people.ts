import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { loginOf, type TrytonUser } from '../../tryton/seed/users';
import { openSession } from '../../tryton/session';
import type { Demo } from '../demo';

export const PLANT = 'lyon';
export const LOT = 'PIN-10:L-0417';
export const NUMBER = 'L-0417';

/** Tryton's databases, with the system that each is in Interlock's topology. */
export const INSTANCES = { erp: 'erp', mes: 'mes-lyon', qms: 'qms' } as const;
export type Instance = keyof typeof INSTANCES;

/** Somebody at work in one Tryton instance, as its own users are: Interlock knows nothing of these calls. */
export const person = ({ stack }: Demo, user: TrytonUser, instance: Instance): TrytonCaller =>
  openSession(stack.systems[INSTANCES[instance]]!, instance, loginOf(user));

/** The order or shipment that people call by this reference. */
export async function byReference(
  who: TrytonCaller,
  model: 'production' | 'stock.shipment.out',
  reference: string,
): Promise<{ id: number; state: string }> {
  const [found] = await who.find<{ id: number; state: string }>(
    model,
    [['reference', '=', reference]],
    ['state'],
  );
  if (!found) throw new Error(`Tryton has no ${model} with reference ${reference}.`);
  return found;
}
