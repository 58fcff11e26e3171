import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The lot whose pieces were really measured, one row of the file a piece. */
export const MEASURED_LOT = 'PIN-10:L-0417';

/** One piece: its number and what was measured of it, millimetres as decimals by characteristic. */
export interface Piece {
  readonly piece: string;
  readonly values: Readonly<Record<string, string>>;
}

const COLUMNS = {
  diameter_1_mm: 'diameter-1',
  diameter_2_mm: 'diameter-2',
  diameter_3_mm: 'diameter-3',
  cap_diameter_mm: 'cap-diameter',
  length_without_cap_mm: 'length-without-cap',
  length_with_cap_mm: 'length-with-cap',
} as const;

let pieces: readonly Piece[] | undefined;

/** The measured pieces in the order of the file. */
export function measuredPieces(): readonly Piece[] {
  pieces ??= parse(readFileSync(dataFile('aluminium-pins.csv'), 'utf8'));
  return pieces;
}

function parse(csv: string): Piece[] {
  const [header, ...rows] = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return rows.map((row) => ({
    piece: row[0]!,
    values: Object.fromEntries(
      Object.entries(COLUMNS).map(([column, characteristic]) => [
        characteristic,
        row[header!.indexOf(column)]!,
      ]),
    ),
  }));
}

/** The data folder lies beside the sources; compiled code runs from dist/ and finds it above itself. */
function dataFile(name: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'sandbox', 'data', name);
    if (existsSync(path)) return path;
  }
  throw new Error(`sandbox/data/${name} was not found in any folder above ${__dirname}.`);
}
