import type { Hold } from '../../../contracts/hold';
import type { Demo } from '../demo';
import { askGate, inShort, reasonsOf } from '../gate';
import { holdWhen } from '../holds';
import { good } from '../http';
import { until } from '../until';
import { LOTS, PLANT, SISTERS, SUSPECT } from './cast';
import { showPictures, takePicture, type Picture } from './picture';

/** Systems that keep stock: the QMS counts none. */
const STOCK_SYSTEMS = ['erp', 'wms', 'mes-lyon'];

/** What stood before stands again, less the scrapped pin; and a release is not a clearance. */
export async function after(
  demo: Demo,
  { id }: Hold,
  pictures: { before: Picture; during: Picture },
): Promise<void> {
  const { page, checks } = demo;
  page.chapter('Before, during, after');
  await holdWhen(demo, id, 'the QMS is told as well', ({ targets }) =>
    targets.every(({ generation, observedGeneration }) => generation === observedGeneration),
  );
  const picture = await takePicture(demo);
  page.say('What each system itself said:');
  showPictures(demo, pictures.before, pictures.during, picture);
  checks.same(
    'H8',
    statuses(picture),
    statuses(pictures.before),
    'Every system says of every lot what it said before the hold: L-0417 in inspection, the others free.',
  );
  checks.same(
    'H6',
    STOCK_SYSTEMS.map((system) => [picture[system]![SUSPECT]!.quantity, picture[system]![SUSPECT]!.scrapped]),
    STOCK_SYSTEMS.map(() => ['69', '1']),
    `ERP, WMS and MES Lyon each count 69 pins of ${SUSPECT}, and 1 scrapped.`,
  );
  await askAgain(demo);
}

/** The gate lets go what nothing restricts any more, and not before. */
async function askAgain(demo: Demo): Promise<void> {
  const { page, checks } = demo;
  const others = await Promise.all(SISTERS.map((lot) => askGate(demo, lot, PLANT)));
  const still = await askGate(demo, SUSPECT, PLANT);
  page.say(`The gate says of L-0415 and L-0416: ${inShort(others[0]!)}.`);
  page.say(
    `Of L-0417 it says: ${inShort(still)} (${reasonsOf(still)}). It was in inspection before it was held, and lifting a hold ` +
      'clears nothing. Now the quality engineer makes the usage decision in the ERP.',
  );
  await good(
    'The usage decision',
    demo.system('erp').post('/usage-decisions', { lot: SUSPECT, stockStatus: 'unrestricted' }),
  );
  const cleared = await until(
    'the gate follows the usage decision',
    async () => {
      const now = await askGate(demo, SUSPECT, PLANT);
      return now.every(({ releasable }) => releasable) ? now : null;
    },
    demo.signal,
  );
  const { value } = cleared[0]!.releasableQuantity;
  page.say(`The ERP tells Interlock, and the gate says: ${inShort(cleared)}, for ${value} pins.`);
  checks.that(
    'H8',
    others.flat().every(({ releasable }) => releasable),
    'After: the gate lets L-0415 and L-0416 be shipped, consumed and moved again.',
  );
  checks.same(
    'H8',
    [reasonsOf(still), value],
    ['inspection-pending', '69'],
    'The gate let L-0417 go only when the ERP had ended its inspection, and then 69 pins of it.',
  );
}

const statuses = (picture: Picture) =>
  Object.fromEntries(
    Object.entries(picture).map(([system, words]) => [system, LOTS.map((lot) => words[lot]!.status)]),
  );
