import type { TrytonCaller } from '../../adapters/tryton/rpc';
import { PIN_CONTROL } from '../../tools/tryton/seed/quality';

export interface FailedInspection {
  readonly alert: number;
  /** The alert's number, by which people and Interlock name it. */
  readonly number: string;
}

/** Inspects pin 66 of PIN-10:L-0417 by revision B: undersize. */
export async function failInspection(quality: TrytonCaller): Promise<FailedInspection> {
  const [control] = await quality.find<{ id: number; company: number }>(
    'quality.control',
    [['name', '=', PIN_CONTROL]],
    ['company'],
  );
  const [order] = await quality.find<{ id: number }>(
    'production',
    [['reference', '=', 'PO-7001']],
    ['reference'],
  );
  const inspection = await quality.create('quality.inspection', {
    control: control!.id,
    origin: `production,${order!.id}`,
    company: control!.company,
    reference: 'pin 66',
    points: { diameter_1: 9.9, diameter_2: 9.89, diameter_3: 9.91 },
  });
  await quality.press('quality.inspection', 'process', [inspection]);
  const [alert] = await quality.find<{ id: number; number: string }>(
    'quality.alert',
    [['origin', '=', `quality.inspection,${inspection}`]],
    ['number'],
  );
  return { alert: alert!.id, number: alert!.number };
}

/** Writes a decision into the alert's description, and resolves it. */
export async function decideInTryton(
  quality: TrytonCaller,
  { alert }: FailedInspection,
  description: string,
): Promise<void> {
  await quality.press('quality.alert', 'process', [alert]);
  await quality.write('quality.alert', [alert], { description });
  await quality.press('quality.alert', 'resolve', [alert]);
}
