import type {
  ChangePlant,
  ChangeRequest,
  ChangeState,
  EngineeringChange,
} from '../../contracts/engineering-change';
import type { Target } from '../../contracts/target';
import type { Demo } from './demo';
import { good } from './http';
import { until } from './until';

const PATH = '/v1/engineering-changes';

/** An engineer has an approved change released. */
export async function requestChange(demo: Demo, request: Partial<ChangeRequest>): Promise<EngineeringChange> {
  const asked = demo.interlock('engineering').post<EngineeringChange>(PATH, request);
  return (await good('The request of a change', asked)).body;
}

/** The change as a whole when it has come to `state`: asked once, answered then. @throws Error when it does not within a minute */
export async function changeOnce(demo: Demo, id: string, state: ChangeState): Promise<EngineeringChange> {
  const { body } = await good(
    `Change ${id}`,
    demo
      .interlock('auditor')
      .get<EngineeringChange>(`${PATH}/${id}`, { until: state }, { prefer: 'wait=60' }),
  );
  if (body.state !== state)
    throw new Error(`Change ${id} is not ${state} after 60 s: ${body.plants.map(inShort).join('; ')}.`);
  return body;
}

/** The change when `look` is satisfied with one of its plants. */
export const plantWhen = (
  demo: Demo,
  id: string,
  plant: string,
  what: string,
  look: (plant: ChangePlant) => boolean,
): Promise<EngineeringChange> =>
  until(
    what,
    async () => {
      const asked = demo.interlock('auditor').get<EngineeringChange>(`${PATH}/${id}`);
      const { body } = await good(`Change ${id}`, asked);
      return look(plantOf(body, plant)) ? body : null;
    },
    demo.signal,
  );

/** @throws Error when the change is not for that plant */
export function plantOf({ id, plants }: EngineeringChange, name: string): ChangePlant {
  const found = plants.find(({ plant }) => plant === name);
  if (!found) throw new Error(`Change ${id} is not for plant ${name}.`);
  return found;
}

/** Have these systems been read to say that the item is so? */
export const areAll = (
  { targets }: ChangePlant,
  systems: readonly string[],
  state: 'staged' | 'active',
): boolean =>
  systems.every((system) => targets.some((target) => target.system === system && isItem(target, state)));

const isItem = ({ subject, desired, status, generation, observedGeneration }: Target, state: string) =>
  subject.kind === 'item' &&
  desired.state === state &&
  status === 'observed' &&
  generation === observedGeneration;

const inShort = ({ plant, state, waitsFor }: ChangePlant): string =>
  `${plant} is ${state}${waitsFor === null ? '' : `, waits for ${waitsFor}`}`;
