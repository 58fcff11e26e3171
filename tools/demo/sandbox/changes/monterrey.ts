import { changeOnce, areAll, plantOf, plantWhen } from '../../changes';
import type { Demo } from '../../demo';
import { good } from '../../http';
import { codeOf } from '../refusals';
import { LYON, MONTERREY, MONTERREY_LOT, MONTERREY_ORDER, PIN, TIGHTER } from './cast';
import { answerAgain, hang, HANGING, OTHERS } from './hanging-mes';
import { type Picture, showPictures, takePicture, wordsAt } from './picture';
import { buildsNow } from './revision';

const NEXT_ORDER = 'PO-7104';

/** The lot in the making is finished, and Monterrey goes over by itself; its MES hangs for a moment, so that one can look. */
export async function monterreyGoesOver(
  demo: Demo,
  id: string,
  pictures: { before: Picture; lyon: Picture },
): Promise<void> {
  const { page, checks } = demo;
  page.chapter('Monterrey finishes its lot, and goes over by itself');
  const mes = demo.system(HANGING);
  await good('Another order', mes.post('/orders', { id: NEXT_ORDER, item: PIN, quantity: '600' }));
  await hang(demo, 'routing-activation');
  const made = await good(
    'The end of the lot',
    mes.post<{ revision: string }>(`/open-lots/${MONTERREY_LOT}/closing`, { quantity: '600' }),
  );
  const half = await plantWhen(demo, id, MONTERREY, 'all but the MES are active at Monterrey', (plant) =>
    areAll(plant, OTHERS, 'active'),
  );
  const activating = await takePicture(demo, PIN);
  const closed = await buildsNow(demo, PIN, MONTERREY);
  const refused = codeOf(await mes.post(`/orders/${NEXT_ORDER}/start`, {}));
  page.say(
    `MES Monterrey finishes ${MONTERREY_LOT}, of revision ${made.body.revision}, and announces it. Nobody tells Interlock to go on: it finds no lot in the ` +
      'making, reads everything again, asks the ERP again and passes the pivot ' +
      `${Date.parse(plantOf(half, MONTERREY).pivotedAt!) - made.answeredAt} ms after the lot was finished. The demo has made the MES hang in ` +
      'its activation. PLM, ERP and QMS have gone over, and Monterrey is closed for new starts:',
  );
  page.table(
    ['who', 'does', 'and is told'],
    [
      [
        'anyone, Interlock',
        `what does Monterrey build of ${PIN}?`,
        `${closed.revision}, buildable: ${closed.buildable}`,
      ],
      ['operator, MES Monterrey', `start ${NEXT_ORDER}`, refused],
    ],
  );
  const { sentAt: again } = await answerAgain(demo);
  const active = await changeOnce(demo, id, 'active');
  const after = await takePicture(demo, PIN);
  const now = await buildsNow(demo, PIN, MONTERREY);
  const kept = await buildsNow(demo, PIN, MONTERREY, MONTERREY_ORDER);
  const started = await mes.post<{ state: string }>(`/orders/${NEXT_ORDER}/start`, {});
  const { activeAt } = plantOf(active, MONTERREY);
  page.say(
    `The MES answers again, and ${Date.parse(activeAt!) - again} ms later Monterrey is active, and the change as a whole ` +
      `with it: it builds ${now.revision}; order ${MONTERREY_ORDER} keeps ${kept.revision}; ${NEXT_ORDER}, dispatched before, starts. What each system itself said of ${PIN}:`,
  );
  showPictures(demo, {
    before: pictures.before,
    'Lyon over': pictures.lyon,
    'Monterrey activating': activating,
    after,
  });
  checks.same(
    'E6',
    [closed.buildable, refused, now.buildable, kept.revision, started.status],
    [false, '409 STARTS_STOPPED', true, 'B', 200],
    'From pivot to last observation Monterrey was closed for new starts, in Interlock and at its MES; then open, and its order kept B.',
  );
  checks.same(
    'E1',
    [active.state, wordsAt(after, LYON), wordsAt(after, MONTERREY)],
    ['active', ['C'], ['C']],
    `${TIGHTER.id} is active, and PLM, ERP, QMS and both MES each say C for Lyon and Monterrey.`,
  );
}
