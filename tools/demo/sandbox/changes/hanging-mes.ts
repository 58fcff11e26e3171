import type { Demo } from '../../demo';
import { good } from '../../http';

/** The MES that the demo makes hang, so that one can look at what is half done. */
export const HANGING = 'mes-monterrey';
/** The plant's other systems, which answer. */
export const OTHERS = ['plm', 'erp', 'qms'];
/** Longer than anybody waits: a call is worked on when the fault is cleared. */
const HANGS_MS = 60_000;

/** Calls of this operation hang from now on; nothing else does. */
export const hang = (demo: Demo, operation: string) =>
  set(demo, { latencyMs: HANGS_MS, operations: [operation] });

/** The MES answers again, and works on what it was asked meanwhile, whoever still waits for it. */
export const answerAgain = (demo: Demo) => set(demo, {});

const set = (demo: Demo, faults: object) =>
  good('A fault of the MES', demo.control(HANGING).put('/_sandbox/faults', faults));

/** How often the MES was asked for that operation on a subject, and how often it has done it, by its own journal. */
export async function journal(
  demo: Demo,
  operation: string,
  subject: string,
): Promise<{ calls: number; effects: number }> {
  const { body } = await good(
    'The journal of the MES',
    demo
      .control(HANGING)
      .get<{ operation: string; subject: string; calls: number; effects: number }[]>('/_sandbox/effects'),
  );
  const rows = body.filter((row) => row.operation === operation && row.subject === subject);
  const sum = (of: 'calls' | 'effects') => rows.reduce((total, row) => total + row[of], 0);
  return { calls: sum('calls'), effects: sum('effects') };
}
