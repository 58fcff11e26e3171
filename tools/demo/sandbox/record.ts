import type { Hold } from '../../../contracts/hold';
import type { AuditVerification, ExceptionItem, LoggedEvent } from '../../../contracts/record';
import type { z } from 'zod';
import type { Demo } from '../demo';
import { good } from '../http';

type Events = { events: z.infer<typeof LoggedEvent>[] };

/** What remains to be read afterwards: events, the audit chain, each system's own journal, the saga in the Web UI. */
export async function record(demo: Demo, hold: Hold): Promise<void> {
  demo.page.chapter('The record');
  await events(demo, hold);
  await audit(demo, hold);
  await effects(demo);
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
  const { body } = await good(
    'The verification',
    auditor.get<z.infer<typeof AuditVerification>>('/v1/audit/verification'),
  );
  demo.page.say(
    `Audit: ${rows.body.items.length} rows of this transaction, each hashed over the one before it. Recomputed over all ` +
      `${body.rows} rows: ${body.intact ? 'intact' : 'BROKEN'}.`,
  );
  demo.checks.same('A3', body.broken, [], `The audit chain verifies over ${body.rows} rows.`);
  demo.checks.that(
    'A5',
    rows.body.items.some(({ action, who }) => action.endsWith('.refused') && who.name.includes('Enzo')),
    'The refused release is in the audit, with who tried it.',
  );
}

async function effects(demo: Demo): Promise<void> {
  const journals = await Promise.all(
    Object.keys(demo.stack.controls).map(async (system) => {
      const { body } = await good(
        `The journal of ${system}`,
        demo.control(system).get<{ calls: number; effects: number }[]>('/_sandbox/effects'),
      );
      return body;
    }),
  );
  const all = journals.flat();
  const exceptions = await good(
    'The support queue',
    demo
      .interlock('support')
      .get<{ items: z.infer<typeof ExceptionItem>[] }>('/v1/exceptions', { state: 'open' }),
  );
  demo.page.say(
    `The systems' own journals name ${all.length} effects; ${all.filter((one) => one.effects > 1).length} of them happened more than once. ` +
      `In the support queue, where steps wait for a person: ${exceptions.body.items.length}.`,
  );
  demo.checks.that(
    'A1',
    all.every((one) => one.effects <= 1),
    `Each of the ${all.length} effects in the systems' journals happened at most once.`,
  );
  demo.checks.same('', exceptions.body.items, [], 'Nothing waits in the support queue.');
}

async function saga(demo: Demo, { id, links }: Hold): Promise<void> {
  const path = `/api/v1/namespaces/interlock/workflows/${encodeURIComponent(`quality-hold/${id}`)}`;
  const { body } = await good(
    'The workflow',
    demo.temporal().get<{ workflowExecutionInfo: { status: string; historyLength: string } }>(path),
  );
  const { status, historyLength } = body.workflowExecutionInfo;
  demo.page.say(`The saga in Temporal, ${historyLength} history events, step by step in the Web UI:`);
  demo.page.line(links.workflow);
  demo.checks.same(
    'A2',
    status,
    'WORKFLOW_EXECUTION_STATUS_COMPLETED',
    `The saga quality-hold/${id} is completed in Temporal.`,
  );
}
