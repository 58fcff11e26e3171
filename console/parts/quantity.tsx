import type { Quantity as QuantityType } from '../client/openapi';

/** What people call the units of UN/ECE Recommendation 20. */
const UNITS: Readonly<Record<string, string>> = {
  EA: 'pcs',
  KGM: 'kg',
  GRM: 'g',
  TNE: 't',
  MTR: 'm',
  MMT: 'mm',
  CMT: 'cm',
  MTK: 'm²',
  LTR: 'l',
  MLT: 'ml',
  SET: 'sets',
  PR: 'pairs',
  DZN: 'dozen',
  CEN: 'hundred',
  MIL: 'thousand',
  BX: 'boxes',
  CT: 'cartons',
  PK: 'packs',
  PX: 'pallets',
};
const figures = new Intl.NumberFormat(undefined, { maximumFractionDigits: 9 });

export const UNIT_CODES = Object.keys(UNITS) as readonly QuantityType['unit'][];

export const unitName = (unit: string): string => UNITS[unit] ?? unit;

/** A decimal as it is read: exact, grouped as the reader's language has it. */
export const figure = (value: string): string => figures.format(value as `${number}`);

export const quantityText = ({ value, unit }: { value: string; unit: string }): string =>
  `${figure(value)}\u00a0${unitName(unit)}`;

/** `1,200 pcs`; the unit's code on pointing at it. */
export const Quantity = ({ of }: { of: QuantityType | { value: string; unit: string } }) => (
  <span class="quantity" title={`${of.value} ${of.unit}`}>
    {quantityText(of)}
  </span>
);
