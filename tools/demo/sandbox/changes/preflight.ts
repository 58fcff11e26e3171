import type { Affected, EngineeringChange, Preflight } from '../../../../contracts/engineering-change';
import type { Demo } from '../../demo';
import { good } from '../../http';
import { orderWhen } from '../../orders';
import { MONTERREY, MONTERREY_LOT, MONTERREY_ORDER, nameOf, PIN, TIGHTER, TIGHTEN } from './cast';
import { type Picture, takePicture } from './picture';

const PATH = '/v1/engineering-changes';

/** Before anything is asked of anybody: what stands in the way, what it would have cost, what of the old revision is open. */
export async function preflight(demo: Demo): Promise<Picture> {
  const { page, checks } = demo;
  page.chapter('The limit that pin 66 failed is to be tightened: what would happen?');
  await startLot(demo);
  const before = await takePicture(demo, PIN);
  const asked = demo.interlock('engineering').post<Preflight>(`${PATH}/preflight`, TIGHTEN);
  const { body, sentAt, answeredAt } = await good('The preflight', asked);
  page.say(
    `${TIGHTER.id} in the PLM takes ${PIN} from revision B to C: lower diameter limit 9.96 mm instead of 9.95. Lyon is to go over at ` +
      `once, Monterrey with its next lot, for CNC-7 there has ${MONTERREY_LOT} in the making. The engineer asks for a preflight. ` +
      `PLM, ERP, QMS and both MES have answered after ${answeredAt - sentAt} ms, and nothing stands in the way. What people should know:`,
  );
  page.table(
    ['plant', 'finding', 'by'],
    body.findings.map(({ plant, code, severity, system }) => [
      nameOf(plant!),
      `${severity}: ${code}`,
      system!,
    ]),
  );
  const fallout = body.findings.find(({ code }) => code === 'fallout');
  page.say(`"${fallout?.text}"`);
  page.say('What of revision B is open, and what is decided about it:');
  page.table(['plant', 'object', 'quantity', 'decision', 'by'], rowsOf(body.affected), ['quantity']);

  const stored = await good(
    'The list of changes',
    demo.interlock('auditor').get<{ items: EngineeringChange[] }>(PATH),
  );
  checks.that(
    '',
    body.ok && fallout?.text.includes('2, 3, 9, 66') === true,
    'The preflight finds nothing in the way, and names the last measured pins that revision C would fail: 2, 3, 9 and 66.',
  );
  checks.same(
    '',
    [await takePicture(demo, PIN), stored.body.items],
    [before, []],
    'The preflight changed nothing: no change is stored, and every system says what it said before.',
  );
  return before;
}

/** Monterrey makes pins too: an order in the ERP, which Interlock sends to the MES, started there, with its first lot in the making. */
async function startLot(demo: Demo): Promise<void> {
  const [erp, mes] = [demo.system('erp'), demo.system('mes-monterrey')];
  const order = { id: MONTERREY_ORDER, item: PIN, quantity: '1200' };
  await good('An order in the ERP', erp.post('/production-orders', { ...order, plant: MONTERREY }));
  await orderWhen(demo, MONTERREY_ORDER, 'released');
  await good('The start of the order', mes.post(`/orders/${MONTERREY_ORDER}/start`, {}));
  await good('The lot in the making', mes.post('/open-lots', { lot: MONTERREY_LOT, order: MONTERREY_ORDER }));
}

const rowsOf = (affected: readonly Affected[]): string[][] =>
  affected.map(({ plant, object, id, quantity, decision, decidedBy }) => [
    nameOf(plant),
    `${object} ${id}`,
    `${quantity.value} ${quantity.unit}`,
    decision ?? 'open',
    decidedBy ?? '',
  ]);
