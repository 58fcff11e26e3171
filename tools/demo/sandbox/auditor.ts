import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Hold } from '../../../contracts/hold';
import type { AuditRow } from '../../../contracts/record';
import { ROOT } from '../../root';
import type { Demo } from '../demo';
import { good } from '../http';
import { BOARD, SUSPECT, SYSTEMS } from './cast';

type Row = z.infer<typeof AuditRow>;

/** An auditor comes, months later: who freed the lot, on whose authority, what did each system say, and is the record true? */
export async function auditor(demo: Demo): Promise<void> {
  const { page } = demo;
  page.chapter(`An auditor asks about ${SUSPECT}`);
  const { body } = await good(
    'The holds of the lot',
    demo.interlock('auditor').get<{ items: Hold[] }>('/v1/quality-holds', { lot: SUSPECT, state: 'closed' }),
  );
  const hold = body.items.at(-1)!;
  await whoFreedIt(demo, hold);
  whatSystemsSaid(demo, hold);
  await nothingWasAltered(demo, hold);
}

/** The audit rows of what was decided, and of what was refused. */
async function whoFreedIt(demo: Demo, hold: Hold): Promise<void> {
  const rows = await rowsOf(demo, hold, 'disposition.decided');
  const refused = await rowsOf(demo, hold, '*.refused');
  demo.page.say(
    `Who freed it, and on whose authority? GET /v1/audit?transaction=${hold.transaction}&action=disposition.decided, and *.refused:`,
  );
  demo.page.table(
    ['at', 'who', 'did', 'why', 'allowed, or not, by'],
    [...rows, ...refused].map(({ at, who, action, why, rule }) => [
      at.slice(11, 19),
      who.name,
      action,
      shortened(why ?? ''),
      rule ?? 'the QMS, which owns dispositions',
    ]),
  );
  demo.checks.same(
    'A5',
    [new Set(rows.map(({ who }) => who.name)).size, rows[0]?.who.name, refused.map(({ rule }) => rule)],
    [1, BOARD.name, ['house:only-quality-disposes']],
    `The audit names ${BOARD.name} for every decision, and the rule by which the one release was refused.`,
  );
}

const rowsOf = async (demo: Demo, { transaction }: Hold, action: string): Promise<Row[]> =>
  (
    await good(
      'The audit',
      demo.interlock('auditor').get<{ items: Row[] }>('/v1/audit', { transaction, action, limit: '200' }),
    )
  ).body.items;

const shortened = (text: string): string => (text.length > 34 ? `${text.slice(0, 33)}…` : text);

/** What each system was last read back to say of the lot, and what it said before it was held. */
function whatSystemsSaid(demo: Demo, { id, targets }: Hold): void {
  const ofLot = targets.filter(({ subject }) => subject.kind === 'lot' && subject.id === SUSPECT);
  demo.page.say(`What did each system say? GET /v1/quality-holds/${id}, its targets:`);
  demo.page.table(
    ['system', 'said before', 'wanted last', 'acknowledged', 'read back'],
    ofLot.map(({ system, prior, desired, acknowledgedAt, observedAt, status }) => [
      SYSTEMS[system] ?? system,
      prior ?? 'nothing',
      desired.state,
      acknowledgedAt?.slice(11, 23) ?? 'not',
      observedAt === null ? 'not' : `${status} ${observedAt.slice(11, 23)}`,
    ]),
  );
  demo.checks.that(
    'A3',
    ofLot.length > 0 && ofLot.every(({ status, observedAt }) => status === 'observed' && observedAt !== null),
    `Of each of the ${ofLot.length} systems it is on record when it was read back, and as what.`,
  );
}

/** The export is checked by a program that knows nothing of Interlock, and once more after somebody has changed a name in it. */
async function nothingWasAltered(demo: Demo, { transaction }: Hold): Promise<void> {
  const { page, checks } = demo;
  const as = demo.interlock('auditor');
  const folder = mkdtempSync(join(tmpdir(), 'interlock-audit-'));
  try {
    const { body: text } = await good('The export', as.get<string>('/v1/audit/export', { transaction }));
    const keys = await good('The keys', as.get('/v1/audit/keys'));
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const known = file('keys.json', JSON.stringify(keys.body));
    const asGiven = await verified(file('audit.ndjson', text), known);
    const forged = await verified(
      file('forged.ndjson', text.replace(BOARD.name, 'Mallory of the MRB')),
      known,
    );
    page.say(
      'Was anything altered? GET /v1/audit/export, checked by node tools/verify-audit.mjs, which needs nothing of Interlock; and ' +
        'checked again with another name in the row of one decision:',
    );
    for (const line of [...asGiven.lines, ...forged.lines.slice(-3)]) page.line(line);
    checks.same(
      'A3',
      [asGiven.code, forged.code, forged.lines.some((line) => line.includes(transaction))],
      [0, 1, true],
      'The export proves itself intact without Interlock; with one name changed it does not, and the row is named.',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const verified = (path: string, keys: string): Promise<{ code: number; lines: string[] }> =>
  new Promise((resolve) => {
    const program = join(ROOT, 'tools', 'verify-audit.mjs');
    execFile(process.execPath, [program, path, '--keys', keys], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), lines: `${stdout}${stderr}`.trim().split('\n') }),
    );
  });
