import type { Characteristic, InspectionPlan } from '../core/inspection-plan';
import type { BomLine, Operation } from '../core/revision-content';
import { documents, hashOf } from './documents';

/** What a revision of an item is made of, made by and measured by. */
export interface SeedContent {
  readonly bom: readonly BomLine[];
  readonly routing: readonly Operation[];
  readonly plan: InspectionPlan | null;
}

export interface SeedRevision extends SeedContent {
  readonly item: string;
  readonly revision: string;
}

/** Work centres of each kind, one a plant. */
export const TURNING = ['CNC-2', 'CNC-7'];
export const PRESSING = ['PRESS-1', 'PRESS-4'];
export const ASSEMBLY = ['ASM-1', 'ASM-4'];

/** What a bought item has: nothing of ours. */
export const NO_CONTENT: SeedContent = { bom: [], routing: [], plan: null };

/** Revision B of what the plants make. */
export const revisionsB: readonly SeedRevision[] = [
  { item: 'PIN-10', revision: 'B', ...pin('B', '9.95') },
  {
    item: 'PLATE-7',
    revision: 'B',
    bom: [line('SHEET-4', 'B', '0.02', 'MTK')],
    routing: [operation('10', 'Blank', PRESSING, 'WI-PLATE-7-10-B')],
    plan: plan('PLATE-7', 'B', [measured('thickness', 'MMT', '6.9', '7.1', 'G-21')]),
  },
  {
    item: 'BRACKET-100',
    revision: 'B',
    bom: [line('PIN-10', 'B', '6', 'EA'), line('PLATE-7', 'B', '2', 'EA')],
    routing: [
      operation('10', 'Press in pins', ASSEMBLY, 'WI-BRACKET-100-10-B'),
      operation('20', 'Torque', ASSEMBLY, 'WI-BRACKET-100-20-B'),
    ],
    plan: plan('BRACKET-100', 'B', [measured('torque', 'NU', '24', '28', 'G-31')]),
  },
];

/** A pin, whose revisions differ in the lower limit of its diameters. */
export function pin(revision: string, lower: string): SeedContent {
  const diameters = ['diameter-1', 'diameter-2', 'diameter-3'];
  return {
    bom: [line('BAR-3', 'B', '0.06', 'MTR')],
    routing: [
      operation('10', 'Turn and part off', TURNING, `WI-PIN-10-10-${revision}`),
      operation('20', 'Deburr and wash', TURNING, `WI-PIN-10-20-${revision}`),
    ],
    plan: plan(
      'PIN-10',
      revision,
      diameters.map((diameter) => measured(diameter, 'MMT', lower, null, 'G-12')),
    ),
  };
}

export function line(item: string, revision: string, quantity: string, unit: string): BomLine {
  return { item, revision, quantity, unit };
}

/** An operation with its instruction as the vault has it. */
export function operation(
  number: string,
  text: string,
  workCentres: readonly string[],
  document: string,
): Operation {
  const stored = documents.find((one) => one.document === document)!;
  const instruction = { document, hash: hashOf(stored) };
  return { operation: number, text, workCentres: [...workCentres], instruction };
}

export function plan(item: string, version: string, characteristics: Characteristic[]): InspectionPlan {
  return { id: `IP-${item}`, version, characteristics };
}

/** A critical characteristic. */
export function measured(
  characteristic: string,
  unit: string,
  lower: string | null,
  upper: string | null,
  gauge: string,
): Characteristic {
  return { characteristic, unit, lower, upper, critical: true, gauge };
}
