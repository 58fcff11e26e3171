import type { Hold } from '../../../contracts/hold';
import type { Demo } from '../demo';
import { askGate, inShort, reasonsOf } from '../gate';
import { good } from '../http';
import { until } from '../until';
import { LOTS, PLANT, SISTERS, SUSPECT } from './cast';
import { showPictures, takePicture, type Picture } from './picture';

/** What stood before stands again, less the scrapped pin; and a release is not a clearance. */
export async function after(demo: Demo, pictures: { before: Picture; during: Picture }): Promise<void> {
  const { page, checks } = demo;
  page.chapter('Before, during, after');
  const picture = await takePicture(demo);
  page.say('What each system itself said:');
  showPictures(demo, pictures.before, pictures.during, picture);
  checks.same(
    statuses(picture),
    statuses(pictures.before),
    'H8 Every system says of every lot again what it said before: L-0417 is back in inspection, the others free.',
  );
  checks.same(
    Object.values(picture).map((words) => words[SUSPECT]!.quantity),
    Object.values(picture).map(() => '69'),
    `Each system counts 69 pins of ${SUSPECT}.`,
  );
  const others = await Promise.all(SISTERS.map((lot) => askGate(demo, lot, PLANT)));
  const still = await askGate(demo, SUSPECT, PLANT);
  page.say(
    `The gate says of L-0415 and L-0416: ${inShort(others[0]!)}. Of L-0417 it still says ${inShort(still)} (${reasonsOf(still)}): ` +
      'that a hold was lifted does not clear a lot that was in inspection. The ERP makes its own usage decision,',
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
  page.line(`and now the gate says: ${inShort(cleared)}, for ${cleared[0]!.releasableQuantity.value} pins.`);
  checks.that(
    others.flat().every(({ releasable }) => releasable),
    'After: the gate lets L-0415 and L-0416 be shipped, consumed and moved again.',
  );
  checks.same(
    [reasonsOf(still), cleared[0]!.releasableQuantity.value],
    ['inspection-pending', '69'],
    'H8 The gate let L-0417 go only after the ERP ended its inspection, and then 69 pins of it.',
  );
}

const statuses = (picture: Picture) =>
  Object.fromEntries(
    Object.entries(picture).map(([system, words]) => [system, LOTS.map((lot) => words[lot]!.status)]),
  );

/** Every piece accounted for, under the hold's own account of each lot. */
export function account(demo: Demo, { lots }: Hold): void {
  const { page, checks } = demo;
  page.chapter('Every pin accounted for');
  page.table(
    ['lot', 'held', 'released', 'scrapped', 'undecided', 'pending', 'escaped'],
    lots.map(({ lot, quantity, released, scrapped, undecided, pending, escaped }) => [
      lot,
      quantity,
      released,
      scrapped,
      undecided,
      pending,
      escaped,
    ]),
    ['held', 'released', 'scrapped', 'undecided', 'pending', 'escaped'],
  );
  const sums = lots.map((one) => {
    const { lot, quantity, adjusted, unit: _unit, stock: _stock, ...columns } = one;
    const sum = Object.values(columns).reduce((total, column) => total + Number(column), 0);
    return { lot, held: Number(quantity) + Number(adjusted), sum };
  });
  checks.that(
    sums.every(({ held, sum }) => held === sum),
    `H6 Quantities add up: ${sums.map(({ lot, held, sum }) => `${lot} ${held} = ${sum}`).join(', ')}.`,
  );
}
