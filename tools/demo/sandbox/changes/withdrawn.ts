import type { Withdrawal } from '../../../../contracts/engineering-change';
import { changeOnce, areAll, plantOf, plantWhen, requestChange } from '../../changes';
import type { Demo } from '../../demo';
import { good } from '../../http';
import { until } from '../../until';
import { LYON, MONTERREY, PLATE, WITHDRAWN } from './cast';
import { answerAgain, hang, HANGING, journal, OTHERS } from './hanging-mes';
import { showPictures, takePicture } from './picture';

const DEPLOYMENT = 'routing-deployment';
const SUBJECT = `${PLATE}@${MONTERREY}`;
const DAYS_AHEAD = 10;
const DAY_MS = 86_400_000;

/** Half staged, with one MES hanging, a change is withdrawn: every system says again what it said before. */
export async function withdrawnChange(demo: Demo): Promise<void> {
  const { page, checks } = demo;
  page.chapter(`${WITHDRAWN.id} is withdrawn in the middle`);
  const before = await takePicture(demo, PLATE);
  await hang(demo, DEPLOYMENT);
  const localDate = new Date(Date.now() + DAYS_AHEAD * DAY_MS).toISOString().slice(0, 10);
  const effectivity = { kind: 'date', localDate, at: 'shift-start' } as const;
  const { id } = await requestChange(demo, {
    change: WITHDRAWN,
    plants: [LYON, MONTERREY].map((plant) => ({ plant, effectivity })),
  });
  await plantWhen(demo, id, LYON, 'Lyon is staged', ({ state }) => state === 'staged');
  const half = await plantWhen(demo, id, MONTERREY, 'all but the MES are staged at Monterrey', (plant) =>
    areAll(plant, OTHERS, 'staged'),
  );
  await until('the MES is asked to deploy', () => wasAsked(demo), demo.signal);
  const staged = await takePicture(demo, PLATE);
  const [lyon, monterrey] = [plantOf(half, LYON), plantOf(half, MONTERREY)];
  page.say(
    `${WITHDRAWN.id} takes ${PLATE} to revision C at both plants, with the first shift of ${localDate} by each plant's own clock. Lyon is ` +
      `staged, and a timer in Temporal runs to ${lyon.dueAt}. At Monterrey the demo has made the MES hang while it deploys its routing: ` +
      `the plant is ${monterrey.state}, and waits for ${monterrey.waitsFor}. Now the engineer withdraws it.`,
  );
  const { body, sentAt } = await good(
    'The withdrawal',
    demo
      .interlock('engineering')
      .post<Withdrawal>(`/v1/engineering-changes/${id}/withdrawal`, { reason: 'the press tool is late' }),
  );
  await changeOnce(demo, id, 'withdrawn');
  const afterMs = Date.now() - sentAt;
  await answerAgain(demo);
  const after = await takePicture(demo, PLATE);
  const late = await journal(demo, DEPLOYMENT, SUBJECT);
  page.say(
    `Both plants stop. ${afterMs} ms later the change is withdrawn: what was asked of a system has been taken back, and read back, at MES ` +
      'Monterrey too, though it had never answered. Only then does it wake up and work on what it was asked before. By its own ' +
      `journal: asked to deploy C ${late.calls === 1 ? 'once' : `${late.calls} times`}, done ${late.effects === 0 ? 'never' : late.effects}, for the ask is older than the undo. What each system itself said of ${PLATE}:`,
  );
  showPictures(demo, { before, 'half staged': staged, after });
  checks.same(
    'E2',
    after,
    before,
    `After the withdrawal of ${WITHDRAWN.id} every system says of ${PLATE}, at both plants, what it said before.`,
  );
  checks.same(
    'E4',
    [body.plants, staged[LYON]!.erp!.staged, staged[MONTERREY]![HANGING]!.staged, late.effects],
    [[LYON, MONTERREY], 'C', null, 0],
    'It was withdrawn in the middle, Lyon staged and MES Monterrey asked without an answer; the late ask had no effect.',
  );
}

const wasAsked = async (demo: Demo): Promise<true | null> =>
  (await journal(demo, DEPLOYMENT, SUBJECT)).calls > 0 ? true : null;
