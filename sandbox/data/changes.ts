import { approvedTorqueInstruction, hashOf } from './documents';
import { ASSEMBLY, line, measured, operation, pin, plan, PRESSING, type SeedContent } from './revisions';

/** What becomes of a class of what is left of the old revision, in the PLM's words. */
export interface SeedClasses {
  readonly inStock: string | null;
  readonly inProgress: string | null;
  readonly onOrder: string | null;
}

export interface SeedChangeItem extends SeedContent {
  readonly item: string;
  readonly from: string;
  readonly to: string;
}

export interface SeedChange {
  readonly id: string;
  readonly text: string;
  readonly classes: SeedClasses;
  readonly effectivity: { readonly kind: string } | null;
  readonly affectedItems: readonly SeedChangeItem[];
}

const DECIDED = {
  classes: { inStock: 'sort', inProgress: 'finish-on-old', onOrder: 'use-up' },
  effectivity: { kind: 'immediate' },
} as const;

/** Changes that the PLM has approved. Two are complete; the third is wrong in five ways. */
export const changes: readonly SeedChange[] = [
  {
    id: 'ECO-1042',
    text: 'Lower diameter limit 9.95 to 9.96 mm for bore clearance',
    ...DECIDED,
    affectedItems: [{ item: 'PIN-10', from: 'B', to: 'C', ...pin('C', '9.96') }],
  },
  {
    id: 'ECO-1043',
    text: 'Edge radius 0.4 mm added',
    ...DECIDED,
    affectedItems: [{ item: 'PLATE-7', from: 'B', to: 'C', ...plateC() }],
  },
  {
    id: 'ECO-1044',
    text: 'Second torque step at assembly',
    ...DECIDED,
    affectedItems: [{ item: 'BRACKET-100', from: 'B', to: 'C', ...incompleteBracketC() }],
  },
];

function plateC(): SeedContent {
  return {
    bom: [line('SHEET-4', 'B', '0.02', 'MTK')],
    routing: [operation('10', 'Blank', PRESSING, 'WI-PLATE-7-10-C')],
    plan: plan('PLATE-7', 'C', [
      measured('thickness', 'MMT', '6.9', '7.1', 'G-21'),
      measured('edge-radius', 'MMT', '0.35', '0.45', 'G-22'),
    ]),
  };
}

/** Approved in a hurry. */
function incompleteBracketC(): SeedContent {
  const { document } = approvedTorqueInstruction;
  const torque = operation('20', 'Torque, first step', ASSEMBLY, document);
  return {
    bom: [
      // 1. Nobody has released revision D.
      line('PIN-10', 'D', '6', 'EA'),
      line('PLATE-7', 'B', '2', 'EA'),
      // 2. The adhesive is counted in kilograms, and metres of bead do not convert.
      line('ADH-1', 'B', '0.3', 'MTR'),
    ],
    routing: [
      operation('10', 'Bond and press in pins', ASSEMBLY, 'WI-BRACKET-100-10-C'),
      // 3. What was approved is not what the vault has now.
      { ...torque, instruction: { document, hash: hashOf(approvedTorqueInstruction) } },
      // 4. The second step has no instruction.
      { operation: '30', text: 'Torque, second step', workCentres: [...ASSEMBLY], instruction: null },
    ],
    plan: plan('BRACKET-100', 'C', [
      measured('torque', 'NU', '24', '28', 'G-31'),
      // 5. Critical, and no limits.
      measured('torque-2', 'NU', null, null, 'G-31'),
    ]),
  };
}
