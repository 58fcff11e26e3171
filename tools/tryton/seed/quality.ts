import { HOLD_CONTROL } from '../../../adapters/tryton/order-hold';
import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import type { Ground } from './orders';

/** The inspection plan of the pins, and what is measured by it. */
export const PIN_CONTROL = 'PIN-10/B';
export const PIN_DIAMETERS = ['diameter_1', 'diameter_2', 'diameter_3'] as const;

/** The control by which Interlock holds an order: it is never to come up by itself. */
export async function seedHoldControl(admin: TrytonCaller, { company }: Ground): Promise<void> {
  await admin.create('quality.control', {
    name: HOLD_CONTROL,
    operations: [],
    frequency: 0,
    company,
    points: [['create', [{ name: 'released', string: 'Released', type_: 'boolean' }]]],
  });
}
