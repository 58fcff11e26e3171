import type { z } from 'zod';
import type { AuditVerification } from '../../../contracts/record';
import type { Demo } from '../demo';
import { good } from '../http';

/** What can be said of all of it at the end: each system's own journal, the support queue, the audit chain. */
export async function afterwards(demo: Demo): Promise<void> {
  const { page, checks } = demo;
  page.chapter('Afterwards');
  const effects = (await journals(demo)).filter((one) => one.effects > 0);
  const repeated = effects.filter((one) => one.effects > 1);
  const exceptions = await good(
    'The support queue',
    demo.interlock('support').get<{ items: unknown[] }>('/v1/exceptions', { state: 'open' }),
  );
  const { body } = await good(
    'The verification of the audit',
    demo.interlock('auditor').get<z.infer<typeof AuditVerification>>('/v1/audit/verification'),
  );
  page.say(
    `The systems' own journals name ${effects.length} effects; ${repeated.length} of them happened more than once. ` +
      `In the support queue, where steps wait for a person: ${exceptions.body.items.length}. The audit, recomputed over all ` +
      `${body.rows} rows: ${body.intact ? 'intact' : 'BROKEN'}.`,
  );
  checks.same(
    'A1',
    repeated,
    [],
    `Each of the ${effects.length} effects in the systems' journals happened once.`,
  );
  checks.same('', exceptions.body.items, [], 'Nothing waits in the support queue.');
  checks.same('A3', body.broken, [], `The audit chain verifies over ${body.rows} rows.`);
}

async function journals(demo: Demo): Promise<{ calls: number; effects: number }[]> {
  const asked = Object.keys(demo.stack.controls).map(async (system) => {
    const journal = demo.control(system).get<{ calls: number; effects: number }[]>('/_sandbox/effects');
    return (await good(`The journal of ${system}`, journal)).body;
  });
  return (await Promise.all(asked)).flat();
}
