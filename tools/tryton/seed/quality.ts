import { HOLD_CONTROL } from '../../../adapters/tryton/order-hold';
import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import type { Ground } from './orders';

export const PIN_CONTROL = 'PIN-10 rev. B, diameter';
/** By revision B of PIN-10, in millimetres. */
export const PIN_LIMITS = { lower: 9.95, upper: 10.05 } as const;
export const PIN_DIAMETERS = ['diameter_1', 'diameter_2', 'diameter_3'] as const;

/**
 * The inspection plan of the pins, and the control by which Interlock holds an order. Neither names an operation: the
 * first is inspected 100 % by hand, the second is never to come up by itself.
 */
export async function seedControls(admin: TrytonCaller, { company, products }: Ground): Promise<void> {
  await admin.create('quality.control', {
    name: PIN_CONTROL,
    operations: [],
    frequency: 0,
    product: products['PIN-10'].id,
    company,
    points: [
      [
        'create',
        PIN_DIAMETERS.map((name, index) => ({
          name,
          string: `Diameter ${index + 1}, mm`,
          type_: 'float',
          digits: 3,
          tolerance_lower: PIN_LIMITS.lower,
          tolerance_upper: PIN_LIMITS.upper,
        })),
      ],
    ],
  });
  await admin.create('quality.control', {
    name: HOLD_CONTROL,
    operations: [],
    frequency: 0,
    company,
    points: [['create', [{ name: 'released', string: 'Released', type_: 'boolean' }]]],
  });
}
