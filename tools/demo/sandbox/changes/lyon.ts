import type { EngineeringChange } from '../../../../contracts/engineering-change';
import type { Hold } from '../../../../contracts/hold';
import { plantOf, plantWhen, requestChange } from '../../changes';
import type { Demo } from '../../demo';
import { good, type Reply } from '../../http';
import { orderWhen } from '../../orders';
import { codeOf } from '../refusals';
import { keepersAt, LYON, MONTERREY, PIN, TIGHTEN, TIGHTER } from './cast';
import { type Picture, takePicture, wordsAt } from './picture';
import { buildsNow } from './revision';

/** Lyon goes over at once; Monterrey has all of it staged, and waits. */
export async function lyonGoesOver(demo: Demo, held: Hold): Promise<{ id: string; picture: Picture }> {
  const { page, checks } = demo;
  page.chapter('The change is released: Lyon goes over at once, Monterrey waits, staged');
  const { id, transaction } = await requestChange(demo, TIGHTEN);
  await plantWhen(demo, id, LYON, `${TIGHTER.id} is active at Lyon`, ({ state }) => state === 'active');
  const change = await plantWhen(demo, id, MONTERREY, `Monterrey waits for its lot`, isWaiting);
  const picture = await takePicture(demo, PIN);
  const material = change.findings.find(({ code }) => code === 'held-material');
  page.say(
    `The engineer releases ${TIGHTER.id} by one call: change ${id}, transaction ${transaction}. First it is checked, and held material speaks:`,
  );
  page.say(`"${material?.text}"`);
  page.say(
    'Then every system of a plant lays C ready, inactive, and is read back. Lyon is due at once: all is read again, the pivot is ' +
      'passed, new starts are stopped, C is activated, each system is read back as active, and starts are free again. ' +
      `Milliseconds since the request:`,
  );
  showTimes(demo, change);
  page.say(
    `Monterrey is ${plantOf(change, MONTERREY).state}, and waits for ${plantOf(change, MONTERREY).waitsFor}.`,
  );
  checks.that(
    'E5',
    material?.plant === LYON && material.subject === held.id,
    `Held material spoke before staging began: ${material?.subject} is named in the findings of ${TIGHTER.id}.`,
  );
  checks.same(
    'E1',
    [wordsAt(picture, LYON), wordsAt(picture, MONTERREY)],
    [['C'], ['B, C staged']],
    'When Lyon was called active, PLM, ERP, MES Lyon and QMS each said C, new starts allowed; Monterrey was staged everywhere.',
  );
  await floorAtLyon(demo);
  return { id, picture };
}

const isWaiting = ({ state, waitsFor }: { state: string; waitsFor: string | null }): boolean =>
  state === 'staged' && waitsFor?.includes('lot in the making') === true;

function showTimes({ page }: Demo, change: EngineeringChange): void {
  const since = (instant: string | null) => String(Date.parse(instant!) - Date.parse(change.requestedAt));
  const { stagedAt, pivotedAt, activeAt, targets } = plantOf(change, LYON);
  const systems = keepersAt(LYON);
  const active = systems.map(([system]) =>
    since(targets.find((one) => one.system === system && one.subject.kind === 'item')!.observedAt),
  );
  const head = ['staged', 'pivot', ...systems.map(([, name]) => name), 'active'];
  page.table(
    ['plant', ...head],
    [['Lyon', since(stagedAt), since(pivotedAt), ...active, since(activeAt)]],
    head,
  );
}

/** What people at Lyon meet: new orders get C, those that run keep B. */
async function floorAtLyon(demo: Demo): Promise<void> {
  const { page, checks } = demo;
  const [erp, mes] = [demo.system('erp'), demo.system('mes-lyon')];
  const order = { item: PIN, quantity: '1200' };
  const planned = await good(
    'A new order',
    erp.post<{ id: string; revision: string }>('/production-orders', { ...order, plant: LYON }),
  );
  const { id, revision } = planned.body;
  const sent = await orderWhen(demo, id, 'released');
  const started = await mes.post<{ state: string }>(`/orders/${id}/start`, {});
  const late = { ...order, id: `${id}-B`, revision: 'B' };
  await good('An order of B', mes.post('/orders', late));
  const refused: Reply<unknown> = await mes.post(`/orders/${late.id}/start`, {});
  const lot = { lot: 'PIN-10:L-0418', order: 'PO-7001' };
  await good('The next lot of PO-7001', mes.post('/open-lots', lot));
  const made = await good(
    'Its end',
    mes.post<{ revision: string }>(`/open-lots/${lot.lot}/closing`, { quantity: '1130' }),
  );
  const kept = await buildsNow(demo, PIN, LYON, 'PO-7001');
  page.say('What people at Lyon meet now:');
  page.table(
    ['who', 'does', 'and is told'],
    [
      ['planner, ERP', `a new order of ${PIN}`, `${id}, revision ${revision}`],
      [
        'Interlock, by itself',
        `checks ${id} and sends it to MES Lyon`,
        `${sent.state} after ${Date.parse(sent.releasedAt!) - Date.parse(sent.requestedAt)} ms, revision ${sent.revision}`,
      ],
      ['operator, MES Lyon', `start ${id}`, `${started.status} ${started.body.state}`],
      ['operator, MES Lyon', 'start another order, of B', codeOf(refused)],
      ['operator, MES Lyon', `finish the last lot of PO-7001`, `${lot.lot}, revision ${made.body.revision}`],
      ['anyone, Interlock', `which revision is PO-7001?`, `revision ${kept.revision}`],
    ],
  );
  checks.same(
    'E6',
    [revision, started.body.state, codeOf(refused), made.body.revision, kept.revision],
    ['C', 'in progress', '409 REVISION_NOT_USABLE', 'B', 'B'],
    'A new order at Lyon gets C and starts; no order of B is begun any more; PO-7001 keeps B to its last lot.',
  );
}
