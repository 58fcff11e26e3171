import type { Hold } from '../../../contracts/hold';
import type { LoggedEvent } from '../../../contracts/record';
import type { z } from 'zod';
import type { Demo } from '../demo';
import { good } from '../http';
import { COMPLETED, runOf } from '../saga';

type Events = { events: z.infer<typeof LoggedEvent>[] };

/** What remains to be read afterwards: events, the audit chain, the saga in the Web UI. */
export async function record(demo: Demo, hold: Hold): Promise<void> {
  demo.page.chapter('The record');
  await events(demo, hold);
  await audit(demo, hold);
  await saga(demo, hold);
}

async function events(demo: Demo, { transaction, placedAt }: Hold): Promise<void> {
  const { body } = await good(
    'The event log',
    demo.interlock('auditor').get<Events>('/v1/events', { transaction, limit: '200' }),
  );
  demo.page.say(`Events of transaction ${transaction}, seconds since the hold was placed:`);
  demo.page.table(
    ['at', 'event', 'about'],
    body.events.map(({ time, type, subject }) => [
      ((Date.parse(time) - Date.parse(placedAt)) / 1000).toFixed(3),
      type,
      subject,
    ]),
    ['at'],
  );
  const types = body.events.map(({ type }) => type.replace(/^interlock\.(.*)\.v\d+$/, '$1'));
  demo.checks.same(
    '',
    [types[0], types.at(-1), types.filter((type) => type === 'disposition.verified').length],
    ['quality-hold.placed', 'quality-hold.closed', 5],
    `The event log tells it in order: ${types.length} events from placed to closed, five dispositions verified.`,
  );
}

async function audit(demo: Demo, { transaction }: Hold): Promise<void> {
  const auditor = demo.interlock('auditor');
  const rows = await good(
    'The audit',
    auditor.get<{ items: { action: string; who: { name: string } }[] }>('/v1/audit', {
      transaction,
      limit: '200',
    }),
  );
  demo.page.say(
    `Audit: ${rows.body.items.length} rows of this transaction, each hashed over the one before it.`,
  );
  demo.checks.that(
    'A5',
    rows.body.items.some(({ action, who }) => action.endsWith('.refused') && who.name.includes('Enzo')),
    'The refused release is in the audit, with who tried it.',
  );
}

async function saga(demo: Demo, { id, links }: Hold): Promise<void> {
  const { status, historyLength } = await runOf(demo, `quality-hold/${id}`);
  demo.page.say(`The saga in Temporal, ${historyLength} history events, step by step in the Web UI:`);
  demo.page.line(links.workflow);
  demo.checks.same('A2', status, COMPLETED, `The saga quality-hold/${id} is completed in Temporal.`);
}
