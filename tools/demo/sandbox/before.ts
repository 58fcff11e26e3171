import type { Demo } from '../demo';
import { askGate } from '../gate';
import { good } from '../http';
import { until } from '../until';
import { HANDS_MS, LOTS, PLANT, SISTERS } from './cast';
import { showPicture, takePicture, type Picture } from './picture';

const SHIPMENT = { id: 'SH-8810', plant: PLANT, customer: 'pyrenees-aviation' };
const SPARES = { lot: SISTERS[0]!, quantity: '40' };
export const spares = { ...SHIPMENT, ...SPARES };

/** An ordinary afternoon: people at work, spare pins picked for a customer, nothing held. */
export async function before(demo: Demo): Promise<Picture> {
  demo.page.chapter('An ordinary shift');
  await Promise.all([
    ...LOTS.map((lot) => isKnown(demo, lot)),
    ...['erp', 'qms', 'mes-lyon'].map((system) => work(demo, system)),
  ]);
  await pickSpares(demo);
  demo.page.say(
    'CNC-2 at Lyon turned three lots of pin PIN-10 this shift. The last, L-0417 with its 70 pins, waits for its ' +
      `inspection; the other two are free. ${SPARES.quantity} pins of L-0415 are picked for shipment ${SHIPMENT.id} to ${SHIPMENT.customer}. ` +
      'What each system itself says:',
  );
  const picture = await takePicture(demo);
  showPicture(demo, picture);
  const answers = await Promise.all(SISTERS.map((lot) => askGate(demo, lot, PLANT)));
  const open = answers.flat().every(({ releasable }) => releasable);
  demo.page.say(
    `Interlock's gate, asked whether L-0415 and L-0416 may be shipped, consumed or moved: ${open ? 'yes' : 'not all'}.`,
  );
  demo.checks.that('H8', open, 'Before: the gate lets the free lots be shipped, consumed and moved.');
  return picture;
}

/** Interlock has heard of the lot from the ERP. */
const isKnown = (demo: Demo, lot: string) =>
  until(
    `Interlock knows ${lot}`,
    async () => {
      const { body } = await demo
        .interlock('auditor')
        .get<{ known?: boolean }>(`/v1/lots/${encodeURIComponent(lot)}`);
      return body.known ?? null;
    },
    demo.signal,
  );

/** The people of a system do by themselves what is asked of them: sort, destroy, inspect again. */
const work = (demo: Demo, system: string) =>
  good(`People of ${system}`, demo.control(system).put('/_sandbox/hands', { auto: true, afterMs: HANDS_MS }));

async function pickSpares(demo: Demo): Promise<void> {
  const shipment = { ...SHIPMENT, lines: [SPARES] };
  await good('A delivery in the ERP', demo.system('erp').post('/deliveries', shipment));
  await good('A shipment in the WMS', demo.system('wms').post('/shipments', shipment));
  await good('Picking in the WMS', demo.system('wms').post(`/shipments/${SHIPMENT.id}/pick`, {}));
}
