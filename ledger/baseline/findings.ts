import type { BaselineFinding } from '../../contracts/baseline';
import type { Tx } from '../pool';

/** Lists what did not add up; the same of the same subject once, as it was said last. */
export async function addFindings(
  tx: Tx,
  baseline: string,
  findings: readonly BaselineFinding[],
): Promise<void> {
  if (findings.length === 0) return;
  const once = [
    ...new Map(findings.map((one) => [`${one.system} ${one.code} ${one.subject}`, one])).values(),
  ];
  await tx.query({
    name: 'baseline-finding-add',
    text: `insert into baseline_finding (baseline, system, code, subject, text)
           select $1, system, code, subject, text from unnest($2::text[], $3::text[], $4::text[], $5::text[]) new (system, code, subject, text)
           on conflict (baseline, system, code, subject) do update set text = excluded.text`,
    values: [
      baseline,
      once.map(({ system }) => system),
      once.map(({ code }) => code),
      once.map(({ subject }) => subject),
      once.map(({ text }) => text),
    ],
  });
}
