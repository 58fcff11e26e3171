import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { dayOf, quantityOf, today, trytonDate, type TrytonDate } from '../../../adapters/tryton/values';
import type { Demo } from '../demo';
import { INSTANCES, NUMBER, person, type Instance } from './people';

const PLACES = ['STO', 'OUT', 'QUAR', 'SCRAP'] as const;
const STOCKED = ['erp', 'mes'] as const satisfies readonly Instance[];

/** What one instance says of the lot: shelf life, and pieces by place. */
export interface Word {
  readonly shelfLife: string;
  readonly pieces: Readonly<Record<(typeof PLACES)[number], string>>;
}
export type Picture = Readonly<Record<(typeof STOCKED)[number], Word>>;

/** Read from the instances as the floor sees them, not from Interlock. */
export async function takePicture(demo: Demo): Promise<Picture> {
  const words = STOCKED.map(
    async (instance) => [instance, await wordOf(person(demo, 'floor', instance))] as const,
  );
  return Object.fromEntries(await Promise.all(words)) as Picture;
}

async function wordOf(floor: TrytonCaller): Promise<Word> {
  const [lot] = await floor.find<{ id: number; shelf_life_expiration_date: TrytonDate | null }>(
    'stock.lot',
    [['number', '=', NUMBER]],
    ['shelf_life_expiration_date'],
  );
  if (!lot) throw new Error(`Tryton has no lot ${NUMBER}.`);
  const locations = await floor.find<{
    id: number;
    code: Word['pieces'] extends Record<infer K, string> ? K : never;
  }>('stock.location', [['code', 'in', PLACES]], ['code']);
  const pieces = locations.map(async ({ id, code }) => {
    const context = { locations: [id], stock_date_end: trytonDate(today()) };
    const [row] = await floor.read<{ quantity: number }>('stock.lot', [lot.id], ['quantity'], context);
    return [code, quantityOf(row!.quantity)] as const;
  });
  const date = lot.shelf_life_expiration_date;
  return {
    shelfLife: date ? dayOf(date) : 'none',
    pieces: Object.fromEntries(await Promise.all(pieces)) as Word['pieces'],
  };
}

/** One row an instance and instant. */
export function showPictures({ page }: Demo, pictures: Readonly<Record<string, Picture>>): void {
  page.table(
    ['system', 'when', 'shelf life', ...PLACES],
    STOCKED.flatMap((instance) =>
      Object.entries(pictures).map(([when, picture], index) => {
        const { shelfLife, pieces } = picture[instance];
        return [
          index === 0 ? INSTANCES[instance] : '',
          when,
          shelfLife,
          ...PLACES.map((place) => pieces[place]),
        ];
      }),
    ),
    [...PLACES],
  );
}
