import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '../../sandbox/core/clock';
import { Effects } from '../../sandbox/core/effects';
import { Faults } from '../../sandbox/core/faults';
import { KINDS, type KindName } from '../../sandbox/core/kind';
import { MEANS } from '../../sandbox/core/lots';
import { Outbox } from '../../sandbox/core/outbox';
import { Store } from '../../sandbox/core/store';
import { CREATE } from '../../sandbox/system';

const readme = readFileSync(join(__dirname, '../../sandbox/README.md'), 'utf8');

/** "POST /path operation" of each row in the kind's section. */
function documented(kind: KindName): string[] {
  const section = readme.split(/^### /m).find((text) => text.startsWith(`${kind.toUpperCase()}\n`))!;
  return [...section.matchAll(/^\| `(GET|POST) ([^`?]+)[^`]*` \| `([^`]+)`/gm)].map(
    ([, method, path, operation]) => `${method} ${path} ${operation}`,
  );
}

it.each(KINDS)('README lists every call of the %s, and no other', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-sandbox-'));
  const store = new Store(folder);
  const parts = {
    name: kind,
    plant: 'lyon',
    store,
    clock: new Clock(store),
    faults: new Faults(store),
    effects: new Effects(store),
    outbox: new Outbox(store, kind, null),
  };
  const routes = new Set(
    MEANS.flatMap((means) => CREATE[kind]({ ...parts, means }).routes).map(
      ({ method, path, operation }) => `${method.toUpperCase()} ${path} ${operation}`,
    ),
  );
  expect(documented(kind).sort()).toEqual([...routes].sort());
  store.close();
  rmSync(folder, { recursive: true });
});
