import type { Hold } from '../../../contracts/hold';
import { measuredPieces } from '../../../sandbox/core/measurements';
import type { Demo } from '../demo';
import { askGate, earliest, inShort, isShutBy, reasonsOf } from '../gate';
import { holdOf } from '../holds';
import { good } from '../http';
import { INSPECTOR, PLANT, SUSPECT } from './cast';

const CHARACTERISTICS = ['diameter-1', 'diameter-2', 'diameter-3'];

/** The lot is inspected in the QMS, fails, and is held because the QMS says so. */
export async function inspection(demo: Demo): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('The inspection finds pin 66 undersize');
  const pieces = measuredPieces();
  const readings = pieces.flatMap(({ piece, values }) =>
    CHARACTERISTICS.map((characteristic) => ({
      piece,
      characteristic,
      value: values[characteristic],
      unit: 'MMT',
      gauge: 'G-12',
    })),
  );
  const judged = await good(
    'The inspection',
    demo.system('qms').post<{ id: string; verdict: string; nonconformance: string | null }>('/inspections', {
      plant: PLANT,
      lot: SUSPECT,
      order: 'PO-7001',
      readings,
      measuredBy: INSPECTOR,
    }),
  );
  const hold = await holdOf(demo, SUSPECT);
  const answers = await askGate(demo, SUSPECT, PLANT);
  const { id, verdict, nonconformance } = judged.body;

  page.say(
    `${INSPECTOR.name} enters ${readings.length} real diameters of ${pieces.length} pins in the QMS, which judges them by ` +
      `the plan of the lot's revision B. Inspection ${id}: ${verdict}. In the QMS's own words:`,
  );
  page.say(`"${hold.reason.text}"`);
  const placed = Date.parse(hold.placedAt);
  const afterMs = earliest(answers) - placed;
  const sooner = placed - judged.answeredAt;
  page.say(
    `The QMS raises nonconformance ${nonconformance} and tells Interlock by a signed webhook. Interlock places hold ` +
      `${hold.id} ${sooner < 0 ? 'before the QMS has even' : `${sooner} ms after the QMS has`} answered the inspector.`,
  );
  page.say(`The gate, ${afterMs} ms after the hold was placed: ${inShort(answers)} (${reasonsOf(answers)}).`);
  checks.same(
    '',
    [verdict, hold.nonconformance?.id],
    ['fail', nonconformance],
    `The QMS judged the real measurements as failed, and the hold names its nonconformance ${nonconformance}.`,
  );
  checks.that(
    'H1',
    answers.every((answer) => isShutBy(hold.id, answer)),
    `The gate refused ${SUSPECT} because of hold ${hold.id}, ${afterMs} ms after it was placed.`,
  );
  return hold;
}
