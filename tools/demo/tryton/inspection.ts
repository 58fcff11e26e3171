import type { Hold } from '../../../contracts/hold';
import { measuredPieces } from '../../../sandbox/core/measurements';
import { PIN_CONTROL, PIN_DIAMETERS } from '../../tryton/seed/quality';
import { askGate, inShort, isShutBy } from '../gate';
import { holdOf } from '../holds';
import type { Demo } from '../demo';
import { byReference, LOT, person, PLANT } from './people';

/** The alert that the failed inspection raised, as Tryton names it. */
export interface Alert {
  readonly id: number;
  readonly number: string;
}

/** Every pin is inspected in Tryton's quality module until one fails; Interlock finds it in the log. */
export async function inspection(demo: Demo): Promise<{ hold: Hold; alert: Alert }> {
  const { page, checks } = demo;
  page.chapter("The inspection fails, in Tryton's quality module");
  const { alert, piece, processedAt } = await inspectUntilFailure(demo);
  const hold = await holdOf(demo, LOT);
  const answers = await askGate(demo, LOT, PLANT);
  page.say(
    `Quentin Quality inspects the pins of ${LOT} one by one, with their real measurements. Pin ${piece} fails: Tryton ` +
      `raises quality alert ${alert.number} by itself.`,
  );
  page.say(`"${hold.reason.text}"`);
  page.say(
    `Tryton calls nobody. Interlock's event source finds the alert by polling, as a user who may only read, and hold ${hold.id} ` +
      `is placed ${Date.parse(hold.placedAt) - processedAt} ms after the inspection. The gate says: ${inShort(answers)}.`,
  );
  checks.same(
    'A1',
    [hold.nonconformance?.system, hold.nonconformance?.id],
    ['qms', alert.number],
    `Interlock found alert ${alert.number} in Tryton's QMS instance, and the hold names it.`,
  );
  checks.that(
    'H1',
    answers.every((answer) => isShutBy(hold.id, answer)),
    `The gate refused ${LOT} because of hold ${hold.id}.`,
  );
  return { hold, alert };
}

async function inspectUntilFailure(
  demo: Demo,
): Promise<{ alert: Alert; piece: string; processedAt: number }> {
  const quality = person(demo, 'quality', 'qms');
  const [control] = await quality.find<{ id: number; company: number }>(
    'quality.control',
    [['name', '=', PIN_CONTROL]],
    ['company'],
  );
  const order = await byReference(quality, 'production', 'PO-7001');
  for (const { piece, values } of measuredPieces()) {
    const id = await quality.create('quality.inspection', {
      control: control!.id,
      company: control!.company,
      origin: `production,${order.id}`,
      reference: `pin ${piece}`,
      points: Object.fromEntries(
        PIN_DIAMETERS.map((point) => [point, Number(values[point.replace('_', '-')])]),
      ),
    });
    await quality.press('quality.inspection', 'process', [id]);
    const processedAt = Date.now();
    const [alert] = await quality.find<Alert>(
      'quality.alert',
      [['origin', '=', `quality.inspection,${id}`]],
      ['number'],
    );
    if (alert) return { alert, piece, processedAt };
  }
  throw new Error('No pin failed its inspection.');
}
