/** Names of the story: the demo enterprise's plant, systems and lots. */
export const PLANT = 'lyon';
export const WORK_CENTRE = 'CNC-2';
export const SHIFT_HOURS = 8;
/** What the people of a sandbox system take for a piece of work. */
export const HANDS_MS = 200;

/** The lot that is inspected: the last off the machine. */
export const SUSPECT = 'PIN-10:L-0417';
/** What else came off the machine that shift, which the MES is asked for when it matters. */
export const SISTERS = ['PIN-10:L-0415', 'PIN-10:L-0416'];
export const LOTS = [...SISTERS, SUSPECT];

/** The systems that know these lots, as people call them. */
export const SYSTEMS: Readonly<Record<string, string>> = {
  erp: 'ERP',
  wms: 'WMS',
  'mes-lyon': 'MES Lyon',
  qms: 'QMS',
};

export const INSPECTOR = { id: 'ines', name: 'Ines Inspector' };
export const BOARD = { id: 'marta', name: 'Marta of the MRB', role: 'material-review-board' };

/** `L-0417` for `PIN-10:L-0417`: every lot of the story is of one item. */
export const number = (lot: string): string => lot.slice(lot.indexOf(':') + 1);
