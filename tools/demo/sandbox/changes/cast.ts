import type { ChangeRequest } from '../../../../contracts/engineering-change';

/** Names of the second story: the changes, the items, the two plants and their systems. */
export const LYON = 'lyon';
export const MONTERREY = 'monterrey';

export const PIN = 'PIN-10';
export const PLATE = 'PLATE-7';
/** The limit that pin 66 failed, tightened. */
export const TIGHTER = { system: 'plm', id: 'ECO-1042' };
/** What the engineer asks of it: Lyon goes over at once, Monterrey with its next lot. */
export const TIGHTEN: Partial<ChangeRequest> = {
  change: TIGHTER,
  plants: [
    { plant: LYON, effectivity: { kind: 'immediate' } },
    { plant: MONTERREY, effectivity: { kind: 'next-lot' } },
  ],
};
/** Complete too, and withdrawn while it is being staged. */
export const WITHDRAWN = { system: 'plm', id: 'ECO-1043' };
/** Incomplete in five ways. */
export const INCOMPLETE = { system: 'plm', id: 'ECO-1044' };

/** What the demo has Monterrey make while the change comes: an order of pins, and its lot in the making. */
export const MONTERREY_ORDER = 'PO-7103';
export const MONTERREY_LOT = 'PIN-10:L-0501';

/** Systems that keep a part of an item's revision at a plant, as people call them, in the order of asking. */
export const keepersAt = (plant: string): readonly (readonly [system: string, name: string])[] => [
  ['plm', 'PLM'],
  ['erp', 'ERP'],
  plant === LYON ? ['mes-lyon', 'MES Lyon'] : ['mes-monterrey', 'MES Monterrey'],
  ['qms', 'QMS'],
];

export const nameOf = (plant: string): string => (plant === LYON ? 'Lyon' : 'Monterrey');
