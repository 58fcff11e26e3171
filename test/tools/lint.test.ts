import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../tools/root';

/** What lint says of a file with this content at this path, empty when it is content. */
function lint(path: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-lint-'));
  try {
    cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const { stdout } = spawnSync(process.execPath, [oxlint, '-f', 'json', path], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { help: string }[] };
    return diagnostics.map(({ help }) => help).join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const uses = (path: string, from: string) =>
  lint(path, `import { thing } from '${from}';\nexport const used: typeof thing = thing;\n`);

test.each([
  ['ledger/holds.ts', '../workflows/quality-hold', 'ledger/ may use adapters/'],
  ['adapters/registry.ts', '../ledger/holds', 'adapters/ may use config/'],
  ['adapters/tryton/erp.ts', '../../ledger/holds', 'adapters/ may use config/'],
  ['adapters/tryton/erp.ts', '../../sandbox/erp/stock', 'adapters/ may use config/'],
  ['contracts/hold.ts', '../domain/holds', 'contracts/ may use nothing'],
  ['domain/holds.ts', '../ledger/holds', 'Rules are pure'],
  ['domain/holds.ts', 'node:fs', 'Rules do no I/O'],
  ['domain/holds.ts', 'zod', 'takes only types'],
  ['workflows/quality-hold.ts', '../contracts/hold', 'take only types'],
  ['workflows/quality-hold.ts', '../temporal/client', "Temporal's sandbox"],
  ['workflows/quality-hold.ts', 'zod', 'no other package'],
  ['workflows/quality-hold.ts', 'node:crypto', 'no other package'],
  ['workflows/quality-hold.ts', '@temporalio/client', 'no other package'],
  ['api/routes/holds.ts', 'pg', 'Only ledger/ touches pg'],
  ['api/routes/holds.ts', '../../test/support/api', 'api/ may use workers/'],
  ['sandbox/erp/stock.ts', '../../contracts/hold', 'imports nothing of Interlock'],
])('%s may not import %s', (path, from, message) => {
  expect(uses(path, from)).toContain(message);
});

test.each([
  ['api/routes/holds.ts', '../../ledger/holds'],
  ['ledger/holds.ts', '../domain/holds'],
  ['ledger/pool.ts', 'pg'],
  ['adapters/registry.ts', './sandbox/erp'],
  ['adapters/http/client.ts', '../sandbox/erp'],
  ['workflows/quality-hold.ts', '@temporalio/workflow'],
  ['workflows/search-attributes.ts', '@temporalio/common'],
  ['workflows/quality-hold.ts', '../domain/holds'],
  ['sandbox/erp/stock.ts', '../core/journal'],
  ['test/promises/h1.test.ts', '../../ledger/holds'],
])('%s may import %s', (path, from) => {
  expect(uses(path, from)).toBe('');
});

test.each([
  ['workflows/quality-hold.ts', '../contracts/hold'],
  ['workflows/quality-hold.ts', '../activities/systems'],
  ['domain/holds.ts', '../contracts/hold'],
])('%s may import types from %s', (path, from) => {
  expect(
    lint(path, `import type { Thing } from '${from}';\nexport const used = (thing: Thing) => thing;\n`),
  ).toBe('');
});
