import { createHash } from 'node:crypto';

/** A document of the PLM's vault. */
export interface SeedDocument {
  readonly document: string;
  readonly content: string;
}

/** Work instructions, `WI-<item>-<operation>-<revision>`. */
export const documents: readonly SeedDocument[] = [
  instruction('WI-PIN-10-10-B', 'Turn PIN-10 rev B from bar BAR-3', [
    'Clamp the bar with 75 mm overhang; stop at the bar feeder.',
    'Rough to 10.20 mm, finish to nominal 10.00 mm at 0.08 mm per revolution.',
    'Part off at 60.02 mm over the cap. Coolant on for every cut.',
    'Measure diameter 1, 2 and 3 of the first piece with G-12; not below 9.95 mm.',
  ]),
  instruction('WI-PIN-10-20-B', 'Deburr and wash PIN-10 rev B', [
    'Deburr both ends with the brass brush, no file on the shank.',
    'Wash at 60 °C for 4 minutes, blow dry, tray of 100.',
  ]),
  instruction('WI-PIN-10-10-C', 'Turn PIN-10 rev C from bar BAR-3', [
    'Clamp the bar with 75 mm overhang; stop at the bar feeder.',
    'Rough to 10.20 mm, finish to nominal 10.00 mm at 0.06 mm per revolution.',
    'Part off at 60.02 mm over the cap. Coolant on for every cut.',
    'Measure diameter 1, 2 and 3 of the first piece with G-12; not below 9.96 mm.',
    'Change the finishing insert after 400 pieces: the last of a worn insert come out small.',
  ]),
  instruction('WI-PIN-10-20-C', 'Deburr and wash PIN-10 rev C', [
    'Deburr both ends with the brass brush, no file on the shank.',
    'Wash at 60 °C for 4 minutes, blow dry, tray of 100.',
  ]),
  instruction('WI-PLATE-7-10-B', 'Blank PLATE-7 rev B from sheet SHEET-4', [
    'Grain of the sheet along the long side of the plate.',
    'Blank with tool T-70; check the thickness of every 50th plate with G-21.',
  ]),
  instruction('WI-PLATE-7-10-C', 'Blank PLATE-7 rev C from sheet SHEET-4', [
    'Grain of the sheet along the long side of the plate.',
    'Blank with tool T-71, which forms the edge radius of 0.4 mm.',
    'Check thickness with G-21 and edge radius with G-22 of every 50th plate.',
  ]),
  instruction('WI-BRACKET-100-10-B', 'Press six pins into BRACKET-100 rev B', [
    'Seat two plates on fixture F-10, chamfer up.',
    'Press pins 1 to 6 in the order of the drawing until the cap seats.',
  ]),
  instruction('WI-BRACKET-100-20-B', 'Torque BRACKET-100 rev B', [
    'Torque in the star pattern to 26 newton metres with G-31.',
  ]),
  instruction('WI-BRACKET-100-10-C', 'Press six pins into BRACKET-100 rev C', [
    'Wipe both plates with solvent, bead of ADH-1 along the seam.',
    'Seat two plates on fixture F-10, chamfer up.',
    'Press pins 1 to 6 in the order of the drawing until the cap seats.',
  ]),
  instruction('WI-BRACKET-100-20-C', 'Torque BRACKET-100 rev C, first step (draft 3, after approval)', [
    'Torque in the star pattern to 18 newton metres with G-31.',
  ]),
];

/** What was approved of the last one: somebody has changed the vault's since. */
export const approvedTorqueInstruction = instruction(
  'WI-BRACKET-100-20-C',
  'Torque BRACKET-100 rev C, first step',
  ['Torque in the star pattern to 14 newton metres with G-31.'],
);

function instruction(document: string, title: string, steps: readonly string[]): SeedDocument {
  const lines = steps.map((step, index) => `${index + 1}. ${step}`);
  return { document, content: [`${document}: ${title}`, '', ...lines, ''].join('\n') };
}

/** SHA-256 of a document's text, hexadecimal. */
export const hashOf = ({ content }: SeedDocument): string =>
  createHash('sha256').update(content, 'utf8').digest('hex');
