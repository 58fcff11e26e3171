import type { Affected, ChangePlant, Effectivity, EngineeringChange } from '../../client/openapi';

/** `PIN-10 B → C` */
export const itemsText = (items: EngineeringChange['items']): string =>
  items.map(({ item, from, to }) => `${item} ${from} → ${to}`).join(', ');

export const effectivityText = (effectivity: Effectivity): string => {
  switch (effectivity.kind) {
    case 'immediate':
      return 'as soon as all is staged';
    case 'date':
      return `from the first shift on ${effectivity.localDate}`;
    case 'use-up':
      return 'when the old revision is used up';
    case 'serial':
      return `from serial ${effectivity.from} of ${effectivity.item}`;
    case 'next-lot':
      return 'with the next lot';
  }
};

/** What can become of each kind of object that is open of the old revision. */
export const DECIDABLE: Readonly<Record<Affected['object'], readonly NonNullable<Affected['decision']>[]>> = {
  order: ['finish-on-old', 'rework', 'scrap', 'hold'],
  stock: ['rework', 'scrap', 'sort', 'hold', 'use-up'],
  purchase: ['finish-on-old', 'rework', 'scrap', 'sort', 'hold', 'use-up'],
};

/** From the pivot on a plant only goes forward. */
export const isStoppable = ({ state }: Pick<ChangePlant, 'state'>): boolean =>
  state === 'checking' || state === 'staging' || state === 'staged';
