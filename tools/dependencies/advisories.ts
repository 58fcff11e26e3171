import { z } from 'zod';

/** As much as is needed of what `npm audit --json` writes. */
const Report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
});

/** What an audit found of the severities that count; null: there was none to be had. */
export function findingsOf(json: string): string[] | null {
  const report = Report.safeParse(parse(json));
  if (!report.success) return null;
  return Object.entries(report.data.vulnerabilities).flatMap(([name, { severity, range, via }]) => {
    if (severity !== 'high' && severity !== 'critical') return [];
    const why = via.map((one) => (typeof one === 'string' ? `by way of ${one}` : `${one.title}, ${one.url}`));
    return [`${name} ${range} (${severity}): ${why.join('; ')}`];
  });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
