import type { EngineeringChange } from '../../../../contracts/engineering-change';
import { changeOnce, plantOf, plantWhen, requestChange } from '../../changes';
import type { Demo } from '../../demo';
import { byReference, person, PLANT } from '../people';
import { readRevisions, type Revisions } from './revisions';

const CHANGE = { system: 'plm', id: 'ECO-1042' };
const BUTTONS = { start: ['run'], finish: ['do'], carryOn: ['run', 'do'] } as const;

/** Somebody of the floor works on an order, which ERP and MES each have for themselves. */
export async function work(demo: Demo, order: string, what: keyof typeof BUTTONS): Promise<void> {
  for (const instance of ['erp', 'mes'] as const) {
    const floor = person(demo, 'floor', instance);
    const { id } = await byReference(floor, 'production', order);
    for (const button of BUTTONS[what]) await floor.press('production', button, [id]);
  }
}

/** Staged everywhere, and nothing changes: a lot is in the making, and the change comes with the next one. */
export async function staging(demo: Demo): Promise<{ id: string; staged: Revisions }> {
  const { page, checks } = demo;
  page.chapter('ECO-1042 tightens the limit: staged, while a lot of revision B is in the making');
  await work(demo, 'PO-7003', 'start');
  const { id } = await requestChange(demo, {
    change: CHANGE,
    plants: [{ plant: PLANT, effectivity: { kind: 'next-lot' } }],
  });
  const change = await plantWhen(demo, id, PLANT, 'Lyon is staged and waits for the lot', (plant) => {
    if (plant.state === 'refused') throw new Error(`${CHANGE.id} was refused: ${plant.waitsFor}`);
    return plant.state === 'staged' && plant.waitsFor !== null;
  });
  const staged = await readRevisions(demo);
  page.say(
    `Florian starts order PO-7003: lot PIN-10:L-0418 is being made by revision B. An engineer has ${CHANGE.id} released ` +
      `at Lyon with the next lot (${id}). Interlock asks ERP, MES and QMS first:`,
  );
  for (const { code, text } of change.findings) page.say(`${code}: ${text}`);
  page.table(
    ['open on revision B', 'quantity', 'becomes'],
    change.affected.map((one) => [
      `${one.object} ${one.id}`,
      `${one.quantity.value} ${one.quantity.unit}`,
      one.decision ?? 'undecided',
    ]),
    ['quantity'],
  );
  page.say(
    `Then it stages: a copy of BOM and routing in ERP and MES, and of the quality control in the QMS, each archived and linked ` +
      `to nothing. What each was read to say; Lyon waits for ${plantOf(change, PLANT).waitsFor}:`,
  );
  tellTargets(demo, change);
  checks.same(
    'E2',
    [staged.erp, staged.mes].map((one) => [one['BOM PIN-10/B'], one['BOM PIN-10/C']]),
    [
      ['active, first', 'staged, archived'],
      ['active, first', 'staged, archived'],
    ],
    'While ECO-1042 is staged, ERP and MES give revision B to new orders, and the BOM of C is archived.',
  );
  return { id, staged };
}

/** The lot is finished, and the change goes active by itself. */
export async function activation(demo: Demo, id: string): Promise<EngineeringChange> {
  const { page, checks } = demo;
  page.chapter('The lot is finished, and Lyon goes over to revision C');
  await work(demo, 'PO-7003', 'finish');
  const change = await changeOnce(demo, id, 'active');
  const plant = plantOf(change, PLANT);
  const active = await readRevisions(demo);
  page.say(
    `Florian posts PO-7003. Interlock hears that no lot is in the making any more, reads everything again, passes the pivot, and ` +
      `activates, ${Date.parse(plant.activeAt!) - Date.parse(plant.pivotedAt!)} ms from pivot to active:`,
  );
  tellTargets(demo, change);
  page.say(
    'Tryton cannot stop new starts in between. Interlock knows, and says so on that target for as long as they are to be held: ' +
      'it is for people to start none.',
  );
  checks.same(
    'E1',
    plant.targets
      .filter(({ subject }) => subject.kind === 'item')
      .map(({ system, status }) => `${system} ${status}`)
      .sort(),
    ['erp observed', 'mes-lyon observed', 'plm observed', 'qms observed'],
    'Lyon is active after PLM, ERP, MES and QMS were each read back as active.',
  );
  checks.same(
    'E1',
    [active.erp['BOM PIN-10/C'], active.mes['BOM PIN-10/C'], active.qms['quality control PIN-10/C']],
    ['active, first', 'active, first', 'active, from 9.96'],
    'Tryton itself says so: BOM PIN-10/C comes first in ERP and MES, and its quality control is in use, from 9.96 mm.',
  );
  return change;
}

/** An order that was there before keeps its revision. @returns what Tryton says in the end */
export async function carryingOn(demo: Demo): Promise<Revisions> {
  const { page, checks } = demo;
  await work(demo, 'PO-7004', 'carryOn');
  const after = await readRevisions(demo);
  page.say(
    'PO-7004 was planned by revision B, whose BOM is archived now. Florian runs and posts it all the same.',
  );
  checks.same(
    'E6',
    [after.erp['order PO-7004'], after.mes['order PO-7004']],
    ['done, by B', 'done, by B'],
    'An order keeps its BOM from creation to close: PO-7004 was made by revision B after C had become active.',
  );
  return after;
}

function tellTargets({ page }: Demo, change: EngineeringChange): void {
  for (const { system, subject, note, status } of plantOf(change, PLANT).targets)
    page.say(`${system} (${subject.kind}), ${status}: ${note ?? 'no word'}`);
}
