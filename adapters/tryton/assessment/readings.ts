import type { LastReading } from '../../../contracts/assessment';
import type { InspectionPlan } from '../../../contracts/revision';
import { text } from '../../../domain/decimal';
import { lotsOf } from '../inspected';
import { pointName } from '../revision/control';
import type { TrytonCaller } from '../rpc';

interface Inspection {
  readonly number: string;
  readonly reference: string | null;
  readonly origin: string | null;
  readonly points: Readonly<Record<string, unknown>> | null;
}
const FIELDS = ['number', 'reference', 'origin', 'points'];

/**
 * What was measured last by a control: Tryton has an inspection a piece, so it is every inspection of the order that was
 * inspected last. The reference names the piece (`pin 66`).
 */
export async function lastReadings(
  tryton: TrytonCaller,
  item: string,
  control: number,
  plan: InspectionPlan,
): Promise<LastReading[]> {
  const done = [
    ['control', '=', control],
    ['state', '!=', 'pending'],
  ];
  const last = (await tryton.find<Inspection>('quality.inspection', done, ['origin'])).at(-1);
  if (!last?.origin) return [];
  const inspections = await tryton.find<Inspection>(
    'quality.inspection',
    [...done, ['origin', '=', last.origin]],
    FIELDS,
  );
  const lot = (await lotsOf(tryton, last.origin))[0] ?? item;
  return inspections.flatMap(({ number, reference, points }) =>
    plan.characteristics.flatMap(({ characteristic, unit }) => {
      const value = points?.[pointName(characteristic)];
      if (typeof value !== 'number') return [];
      const piece = reference?.split(' ').at(-1) ?? number;
      return [{ item, lot, piece, characteristic, value: text(value.toFixed(9)), unit }];
    }),
  );
}
