import type { Hold } from '../../../contracts/hold';
import type { Target } from '../../../contracts/target';
import type { Demo } from '../demo';
import { askGate, earliest, inShort, isShutBy } from '../gate';
import { holdOnce, holdWhen } from '../holds';
import { good } from '../http';
import { LOTS, number, PLANT, SHIFT_HOURS, SISTERS, SUSPECT, SYSTEMS, WORK_CENTRE } from './cast';
import { showPicture, takePicture, type Picture } from './picture';

/** Everything that came off the machine this shift joins the hold, and every system is brought to say so. */
export async function containment(demo: Demo, placed: Hold): Promise<Picture> {
  const { page } = demo;
  page.chapter('The whole shift is held, in every system at once');
  const lots = await lotsOfTheShift(demo);
  const others = lots.filter((lot) => lot !== placed.scope.lots?.[0]?.lot);
  page.say(
    `What else came off ${WORK_CENTRE} in the last ${SHIFT_HOURS} hours? MES Lyon names ${others.join(' and ')}. ` +
      'The quality engineer adds both to the hold.',
  );
  const { sentAt, answeredAt, body } = await good(
    'Adding lots to the hold',
    demo.interlock('quality').post<Hold>(`/v1/quality-holds/${placed.id}/lots`, {
      lots: others.map((lot) => ({ lot })),
    }),
  );
  const answers = (await Promise.all(others.map((lot) => askGate(demo, lot, PLANT)))).flat();
  const afterMs = earliest(answers) - answeredAt;
  page.say(
    `Interlock answers after ${answeredAt - sentAt} ms. The gate, ${afterMs} ms after that answer: ` +
      `${inShort(answers.slice(0, 3))}, for both lots. Of the ${readBack(body, others)} had been read back as held by then: the gate waits for none.`,
  );
  demo.checks.same(
    '',
    others.toSorted(),
    SISTERS,
    `MES Lyon named what else came off ${WORK_CENTRE}: ${others.join(', ')}.`,
  );
  demo.checks.that(
    'H1',
    answers.every((answer) => isShutBy(placed.id, answer)),
    `The gate refused ${others.join(' and ')} ${afterMs} ms after they were added.`,
  );

  await holdOnce(demo, placed.id, 'effective');
  const hold = await holdWhen(demo, placed.id, 'the QMS is told', ({ targets }) => targets.every(isObserved));
  page.say(
    'A system counts as holding only when it was read back and says so itself. Milliseconds since the hold was ' +
      'placed (L-0417) or the lots were added (the very first hold of a stack that started seconds ago):',
  );
  showTimings(demo, hold, sentAt);
  const required = hold.targets.filter((target) => target.required);
  demo.checks.that(
    'H3',
    required.length === LOTS.length * 3 && required.every(isObserved),
    `The hold is effective: all ${required.length} required targets (${LOTS.length} lots in ERP, WMS and MES Lyon) were read back as held.`,
  );

  const picture = await takePicture(demo);
  page.say('The hold is effective. What each system itself says now:');
  showPicture(demo, picture);
  demo.checks.that(
    'H3',
    Object.values(picture).every((words) =>
      Object.values(words).every(({ held, quantity }) => held === quantity),
    ),
    `Each of ${Object.values(SYSTEMS).join(', ')} itself says that all of the ${LOTS.length} lots is held.`,
  );
  return picture;
}

async function lotsOfTheShift(demo: Demo): Promise<string[]> {
  const now = Date.now();
  const window = {
    from: new Date(now - SHIFT_HOURS * 3_600_000).toISOString(),
    to: new Date(now).toISOString(),
  };
  const { body } = await good(
    `Output of ${WORK_CENTRE}`,
    demo.system('mes-lyon').get<{ lots: { lot: string }[] }>(`/work-centres/${WORK_CENTRE}/output`, window),
  );
  return body.lots.map(({ lot }) => lot);
}

/** Lot by lot; of each first what contains it, then who is told. */
function showTimings(demo: Demo, { targets, placedAt }: Hold, addedAt: number): void {
  const rows = targets
    .filter(({ subject }) => subject.kind === 'lot')
    .toSorted((one, other) => one.subject.id.localeCompare(other.subject.id))
    .map(({ subject, system, required, ...at }) => {
      const since = subject.id === SUSPECT ? Date.parse(placedAt) : addedAt;
      const after = (instant: string | null) => String(Date.parse(instant!) - since);
      return [
        number(subject.id),
        SYSTEMS[system] ?? system,
        required ? 'contains' : 'is told',
        ...[at.askedAt, at.acknowledgedAt, at.observedAt].map(after),
      ];
    });
  const figures = ['asked', 'acknowledged', 'observed'];
  demo.page.table(['lot', 'system', 'role', ...figures], rows, figures);
}

/** How many targets of these lots are observed: "8 targets (2 lots in 4 systems), 0". */
function readBack({ targets }: Hold, lots: readonly string[]): string {
  const theirs = targets.filter(({ subject }) => lots.includes(subject.id));
  const systems = new Set(theirs.map(({ system }) => system));
  return `${theirs.length} targets (${lots.length} lots in ${systems.size} systems), ${theirs.filter(isObserved).length}`;
}

const isObserved = ({ status, generation, observedGeneration }: Target): boolean =>
  status === 'observed' && generation === observedGeneration;
