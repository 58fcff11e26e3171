import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsOf } from '../../tools/dependencies/advisories';
import { foreignLicences, type Lock } from '../../tools/dependencies/licences';
import { ROOT } from '../../tools/root';

describe('licences', () => {
  const of = (license?: string) =>
    foreignLicences({ packages: { '': {}, 'node_modules/a/node_modules/@b/c': license ? { license } : {} } });

  test('everything that is installed is under one that is allowed', () => {
    expect(
      foreignLicences(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock),
    ).toEqual([]);
  });

  test.each(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'])('%s is', (license) => {
    expect(of(license)).toEqual([]);
  });

  test.each([
    'GPL-3.0',
    'SSPL-1.0',
    'MIT AND GPL-3.0',
    '(AGPL-3.0 OR SSPL-1.0)',
    'SEE LICENSE IN x',
    undefined,
  ])('%s is not', (license) => {
    expect(of(license)).toEqual([`@b/c: ${license ?? 'none'}`]);
  });
});

describe('known vulnerabilities', () => {
  const found = (severity: string) => ({
    vulnerabilities: {
      left: { severity, range: '<2', via: [{ title: 'it leaks', url: 'https://example.test/1' }, 'right'] },
    },
  });

  test('those that are high or critical count', () => {
    const line = (severity: string) =>
      `left <2 (${severity}): it leaks, https://example.test/1; by way of right`;
    expect(findingsOf(JSON.stringify(found('critical')))).toEqual([line('critical')]);
    expect(findingsOf(JSON.stringify(found('high')))).toEqual([line('high')]);
    expect(findingsOf(JSON.stringify(found('moderate')))).toEqual([]);
  });

  test.each(['', 'not found', '{"error": {"summary": ""}, "statusCode": 405}'])(
    'no report is not a good one: %s',
    (json) => {
      expect(findingsOf(json)).toBeNull();
    },
  );
});
