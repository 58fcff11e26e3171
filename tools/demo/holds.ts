import type { Hold } from '../../contracts/hold';
import type { Demo } from './demo';
import { good } from './http';
import { until } from './until';

/** The open hold that covers a lot, once there is one. */
export const holdOf = (demo: Demo, lot: string): Promise<Hold> =>
  until(
    `Interlock holds ${lot}`,
    async () => {
      const { body } = await good(
        'The list of holds',
        demo.interlock('auditor').get<{ items: Hold[] }>('/v1/quality-holds', { lot, state: 'open' }),
      );
      return body.items[0] ?? null;
    },
    demo.signal,
  );

/** The hold as it is when it has come to `state`: asked once, answered then. @throws Error when it does not within a minute */
export async function holdOnce(demo: Demo, id: string, state: 'effective' | 'closed'): Promise<Hold> {
  const { body } = await good(
    `Hold ${id}`,
    demo.interlock('auditor').get<Hold>(`/v1/quality-holds/${id}`, { until: state }, { prefer: 'wait=60' }),
  );
  if (body.state !== 'closed' && body[state === 'closed' ? 'state' : 'containment'] !== state)
    throw new Error(`Hold ${id} is not ${state} after 60 s: ${whatIsOut(body)}.`);
  return body;
}

/** The hold when `look` is satisfied with it. */
export const holdWhen = (
  demo: Demo,
  id: string,
  what: string,
  look: (hold: Hold) => boolean,
): Promise<Hold> =>
  until(
    what,
    async () => {
      const { body } = await good(
        `Hold ${id}`,
        demo.interlock('auditor').get<Hold>(`/v1/quality-holds/${id}`),
      );
      return look(body) ? body : null;
    },
    demo.signal,
    60,
  );

const whatIsOut = ({ state, containment, targets }: Hold): string => {
  const out = targets.filter((target) => target.required && target.status !== 'observed');
  return `it is ${state} and ${containment}; ${out.map(({ system, subject, status }) => `${subject.id} in ${system} is ${status}`).join(', ')}`;
};
