import type { Kind, Parts } from '../core/kind';
import { seedRevisions } from '../core/seed-revisions';
import { Changes } from './changes';
import { implementationRoutes, implementations } from './implementations';
import type { PlmItem } from './item';
import { ProblemReports } from './problem-reports';
import { Vault } from './vault';

/** The reference PLM: items with their revisions, documents, changes, and reports of problems with what was made. */
export function createPlm(parts: Parts): Kind {
  const { store, effects, outbox } = parts;
  const items = store.collection<PlmItem>('items');
  const vault = new Vault(store);
  const changes = new Changes(store, items, vault, outbox);
  const book = implementations(parts, changes, items);
  const reports = new ProblemReports(store, items);

  return {
    routes: [
      ...reports.routes(effects),
      ...changes.routes(effects),
      ...vault.routes(),
      ...implementationRoutes(book, effects),
    ],
    work: { waiting: () => [], finish: () => undefined },
    seed: (enterprise) => {
      enterprise.items.forEach((item) => items.put(item.item, { ...item, released: [item.revision] }));
      vault.seed(enterprise);
      changes.seed(enterprise);
      seedRevisions(book, enterprise, enterprise.plants, () => ({}));
    },
    // A PLM knows items, and never the lots that were made of them.
    learn: () => undefined,
    // Nor does it implement anything by its own clock.
    tick: () => undefined,
    state: () => ({
      lots: {},
      masters: Object.fromEntries(items.all().map((item) => [item.item, item])),
      items: book.state(),
      problemReports: reports.state(),
      changes: changes.state(),
    }),
    error: ({ code, message }) => ({ code, text: message }),
  };
}
