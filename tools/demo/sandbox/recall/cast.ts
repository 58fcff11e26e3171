/** Names of the second story: a heat of bar that the mill takes back, and what was made of it. */
export const MILL = 'forges-du-rhone';
export const HEAT = 'HEAT-7780';

/** Pins that are too soft: scrapped. */
export const SOFT_PINS = ['PIN-10:L-0401', 'PIN-10:L-0402'];
/** Pins in transit from Lyon to Monterrey, of which the laboratory finds every sample hard enough. */
export const HARD_PINS = 'PIN-10:L-0412';
/** Brackets with such pins in them: rebuilt with other pins. */
export const BRACKETS = ['BRACKET-100:L-0102', 'BRACKET-100:L-0103', 'BRACKET-100:L-0201'];
/** Brackets that a customer has already. */
export const SHIPPED = {
  lot: 'BRACKET-100:L-0101',
  shipment: 'SH-8801',
  customer: 'atlantic-aerostructures',
};
export const BAR = 'BAR-3:H-7780';
/** Everything that was made of the heat, over two steps and two plants. */
export const MADE_OF_IT = [BAR, ...SOFT_PINS, HARD_PINS, ...BRACKETS, SHIPPED.lot].toSorted();

/** The systems that keep stock of these lots. */
export const STOCK_SYSTEMS: Readonly<Record<string, string>> = {
  erp: 'ERP',
  wms: 'WMS',
  'mes-lyon': 'MES Lyon',
  'mes-monterrey': 'MES Monterrey',
};
