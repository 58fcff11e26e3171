import type { EngineeringChange } from '../../contracts/engineering-change';
import type { ExceptionItem } from '../../contracts/exception';
import type { Hold } from '../../contracts/hold';
import type { Demo } from '../demo/demo';
import { holdOnce, holdWhen } from '../demo/holds';
import { good } from '../demo/http';
import { until } from '../demo/until';

/** The ids of what the scene shows. */
export interface Scene {
  /** Of a lot that one system says it holds, and does not. */
  readonly uncontained: Hold;
  /** Of a heat and all that was made of it, at two plants. */
  readonly recall: Hold;
  /** Active at one plant, staged at the other. */
  readonly change: EngineeringChange;
  readonly refused: EngineeringChange;
  readonly exception: ExceptionItem;
}

const LIAR = 'mes-lyon';
/** A day on which the ERP's books are closed. */
const today = () => new Date().toISOString().slice(0, 10);

/** Plays a morning of the demo enterprise that is worth looking at, on a stack that was started fresh. */
export async function playScene(demo: Demo): Promise<Scene> {
  const change = await release(demo, 'ECO-1043', ['lyon', 'monterrey']);
  const refused = await release(demo, 'ECO-1044', ['lyon']);
  const recall = await place(demo, {
    nonconformance: null,
    scope: { supplierLots: [{ supplier: 'forges-du-rhone', supplierLot: 'HEAT-7780' }] },
    reason: { code: 'hardness', text: 'forges-du-rhone recalls HEAT-7780: hardness below 95 HB' },
    severity: 'critical',
  });
  const contained = await holdOnce(demo, recall.id, 'effective');
  await good('Closing the books', demo.system('erp').post('/posting-periods', { closedThrough: today() }));
  await scrap(demo, contained, 'PIN-10:L-0401');
  await good('The lie', demo.control(LIAR).put('/_sandbox/faults', { lie: 1 }));
  const uncontained = await place(demo, {
    nonconformance: { system: 'qms', id: 'NC-2026-0117' },
    scope: { lots: [{ lot: 'PIN-10:L-0417' }] },
    reason: { code: 'dimension', text: 'diameter 9.89 mm, lower limit 9.95 mm' },
    severity: 'critical',
  });
  await holdWhen(demo, uncontained.id, 'all but one system hold the lot', ({ targets }) =>
    targets.every(({ required, system, status }) => !required || system === LIAR || status === 'observed'),
  );
  return { uncontained, recall, change, refused, exception: await parked(demo, contained) };
}

const place = async (demo: Demo, request: object): Promise<Hold> =>
  (
    await good(
      'The hold',
      demo.interlock('quality').post<Hold>('/v1/quality-holds', { plant: 'lyon', ...request }),
    )
  ).body;

const scrap = (demo: Demo, { id }: Hold, lot: string) =>
  good(
    'The scrap',
    demo.interlock('quality').post(`/v1/quality-holds/${id}/dispositions`, {
      lot,
      quantity: { value: '12', unit: 'EA' },
      decision: 'scrap',
      reason: 'too soft',
      reference: 'MRB-77',
    }),
  );

/** The first plant goes over at once, the second in ten days. */
async function release(demo: Demo, id: string, plants: readonly string[]): Promise<EngineeringChange> {
  const localDate = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  const { body } = await good(
    'The change',
    demo.interlock('engineering').post<EngineeringChange>('/v1/engineering-changes', {
      change: { system: 'plm', id },
      plants: plants.map((plant, index) => ({
        plant,
        effectivity: index === 0 ? { kind: 'immediate' } : { kind: 'date', localDate, at: 'shift-start' },
      })),
    }),
  );
  const settled = ['active', 'staged', 'refused'];
  return until(
    `${id} has come to rest`,
    async () => {
      const now = await good(
        'The change',
        demo.interlock('auditor').get<EngineeringChange>(`/v1/engineering-changes/${body.id}`),
      );
      return now.body.plants.every(({ state }) => settled.includes(state)) ? now.body : null;
    },
    demo.signal,
    60,
  );
}

const parked = (demo: Demo, { transaction }: Hold): Promise<ExceptionItem> =>
  until(
    'the ERP has refused the scrap',
    async () => {
      const { body } = await good(
        'The support queue',
        demo
          .interlock('support')
          .get<{ items: ExceptionItem[] }>('/v1/exceptions', { state: 'open', transaction }),
      );
      return body.items[0] ?? null;
    },
    demo.signal,
    60,
  );
