import { createHash } from 'node:crypto';
import { AUDIT_EXPORT_TYPE, type ExportLine, type ExportScope } from '../contracts/audit-export';
import type { Services } from './route';

/**
 * The audit as a file that proves itself: whoever has the public keys can tell that no line was changed, taken out, put in or
 * cut off since it was exported (`tools/verify-audit.mjs`, which needs nothing of Interlock).
 */
export async function* auditExport(
  scope: ExportScope,
  { ledger, signer, auditKeys, now }: Services,
): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const exportedAt = now().toISOString();
  let lines = 0;
  const written = (line: ExportLine): string => {
    const text = `${JSON.stringify(line)}\n`;
    digest.update(text);
    lines++;
    return text;
  };
  yield written({ kind: 'header', version: 1, exportedAt, scope, keys: auditKeys.keys });
  for await (const line of ledger.exportAudit(scope)) yield written(line);
  const end = { lines, digest: digest.digest('hex') };
  const jws = await signer.sign(AUDIT_EXPORT_TYPE, { exportedAt, ...end });
  yield `${JSON.stringify({ kind: 'end', ...end, jws } satisfies ExportLine)}\n`;
}
