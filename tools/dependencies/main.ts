/**
 * `npm run audit-dependencies`: known vulnerabilities of what is shipped, and licences of all that is installed. Exit 1 when there is
 * one of severity high or critical, or a licence that is not allowed. A registry that offers no audit is said aloud, and is no
 * failure: whether it does is no property of this code.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root';
import { findingsOf } from './advisories';
import { foreignLicences, type Lock } from './licences';

const AUDIT = ['audit', '--omit=dev', '--audit-level=high', '--json'];

const audit = spawnSync('npm', AUDIT, { cwd: ROOT, encoding: 'utf8', timeout: 120_000 });
const findings = findingsOf(audit.stdout ?? '');
if (findings === null)
  console.warn(
    '⚠ NOT AUDITED: this npm registry gave no report of known vulnerabilities. Audit where one does.',
  );
else console.log(`Known vulnerabilities of severity high or critical: ${findings.length}`);

const foreign = foreignLicences(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock);
console.log(`Licences that are not allowed: ${foreign.length}`);

for (const line of [...(findings ?? []), ...foreign]) console.error(`  ${line}`);
process.exitCode = (findings ?? []).length + foreign.length > 0 ? 1 : 0;
