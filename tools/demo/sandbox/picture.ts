import type { Demo } from '../demo';
import { good } from '../http';
import { LOTS, number, SYSTEMS } from './cast';

/** What one system says of one lot, in its own words. */
export interface Word {
  readonly status: string;
  readonly quantity: string;
  readonly held: string;
  readonly scrapped: string;
}

/** What each system says of each lot of the story: by system, then by lot. */
export type Picture = Readonly<Record<string, Readonly<Record<string, Word>>>>;

/** Asked from the systems themselves, not from Interlock. */
export async function takePicture(demo: Demo): Promise<Picture> {
  const entries = Object.keys(SYSTEMS).map(async (system) => {
    const { body } = await good(
      `What ${system} knows`,
      demo.control(system).get<{ lots: Record<string, Word> }>('/_sandbox/state'),
    );
    return [system, Object.fromEntries(LOTS.map((lot) => [lot, body.lots[lot]!]))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Its status and how many pieces of it: the QMS keeps no stock, and says the status alone. */
function inWords(system: string, { status, quantity, held }: Word): string {
  if (system === 'qms') return status;
  if (held === '0') return `${quantity} ${status}`;
  return `${held === quantity ? 'all' : `${held} of`} ${quantity} ${status}`;
}

/** One row a system, one column a lot. */
export function showPicture(demo: Demo, picture: Picture): void {
  demo.page.table(
    ['system', ...LOTS.map(number)],
    Object.entries(SYSTEMS).map(([system, name]) => [
      name,
      ...LOTS.map((lot) => inWords(system, picture[system]![lot]!)),
    ]),
  );
}

/** One block a lot: what each system said before, during and after. */
export function showPictures(demo: Demo, before: Picture, during: Picture, after: Picture): void {
  demo.page.table(
    ['lot', 'system', 'before', 'during the hold', 'after'],
    LOTS.flatMap((lot) =>
      Object.entries(SYSTEMS).map(([system, name], index) => [
        index === 0 ? number(lot) : '',
        name,
        ...[before, during, after].map((picture) => inWords(system, picture[system]![lot]!)),
      ]),
    ),
  );
}
