import type { z } from 'zod';
import type { LoggedEvent } from '../../../../contracts/record';
import { changeOnce } from '../../changes';
import type { Demo } from '../../demo';
import { good } from '../../http';
import { COMPLETED, runOf } from '../../saga';
import { LYON, MONTERREY, TIGHTER } from './cast';

/** What remains to be read of the change: its events, plant by plant, and its sagas in the Web UI. */
export async function changeRecord(demo: Demo, id: string): Promise<void> {
  const { page, checks } = demo;
  page.chapter(`The record of ${TIGHTER.id}`);
  const { transaction, requestedAt, links } = await changeOnce(demo, id, 'active');
  const { body } = await good(
    'The event log',
    demo
      .interlock('auditor')
      .get<{ events: z.infer<typeof LoggedEvent>[] }>('/v1/events', { transaction, limit: '200' }),
  );
  page.say(`Events of transaction ${transaction}, seconds since the request:`);
  page.table(
    ['at', 'event', 'plant'],
    body.events.map(({ time, type, plant }) => [
      ((Date.parse(time) - Date.parse(requestedAt)) / 1000).toFixed(3),
      type,
      plant ?? '',
    ]),
    ['at'],
  );
  const workflows = [
    `engineering-change/${id}`,
    ...[LYON, MONTERREY].map((plant) => `plant-rollout/${id}/${plant}`),
  ];
  const runs = await Promise.all(workflows.map((workflow) => runOf(demo, workflow)));
  page.say('The saga and its child a plant are in Temporal, step by step in the Web UI:');
  page.line(links.workflow);
  checks.same(
    'A2',
    runs.map(({ status }) => status),
    workflows.map(() => COMPLETED),
    `The saga engineering-change/${id} and its two children are completed in Temporal.`,
  );
}
