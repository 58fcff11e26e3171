import type { Demo } from '../../demo';
import { good } from '../../http';
import { keepersAt, LYON, MONTERREY, nameOf } from './cast';

/** What one system says of an item at one plant. */
interface Word {
  readonly active: string;
  readonly staged: string | null;
  /** Of a MES: whether new orders of the item may be started; null: the system starts none. */
  readonly starts: 'allowed' | 'stopped' | null;
}

/** By plant and system. */
export type Picture = Readonly<Record<string, Readonly<Record<string, Word>>>>;

interface State {
  readonly items: Record<string, Pick<Word, 'active' | 'staged'>>;
  readonly starts?: Record<string, NonNullable<Word['starts']>>;
}

/** Asked from the systems themselves, not from Interlock. */
export async function takePicture(demo: Demo, item: string): Promise<Picture> {
  const plants = [LYON, MONTERREY].map(async (plant) => {
    const words = keepersAt(plant).map(async ([system]) => {
      const asked = demo.control(system).get<State>('/_sandbox/state');
      const { items, starts } = (await good(`What ${system} knows`, asked)).body;
      const { active, staged } = items[`${item}@${plant}`]!;
      return [system, { active, staged, starts: starts?.[`${item}@${plant}`] ?? null }] as const;
    });
    return [plant, Object.fromEntries(await Promise.all(words))] as const;
  });
  return Object.fromEntries(await Promise.all(plants));
}

/** `B`, `B, C staged`, `C, no new starts` */
const inWords = ({ active, staged, starts }: Word): string =>
  [active, staged && `${staged} staged`, starts === 'stopped' && 'no new starts'].filter(Boolean).join(', ');

/** One row a plant and system, one column a moment. */
export function showPictures({ page }: Demo, pictures: Readonly<Record<string, Picture>>): void {
  page.table(
    ['plant', 'system', ...Object.keys(pictures)],
    [LYON, MONTERREY].flatMap((plant) =>
      keepersAt(plant).map(([system, name], index) => [
        index === 0 ? nameOf(plant) : '',
        name,
        ...Object.values(pictures).map((picture) => inWords(picture[plant]![system]!)),
      ]),
    ),
  );
}

/** The words of all systems of a plant, each in short and once: `["C"]` when all say so. */
export const wordsAt = (picture: Picture, plant: string): string[] => [
  ...new Set(Object.values(picture[plant]!).map(inWords)),
];
