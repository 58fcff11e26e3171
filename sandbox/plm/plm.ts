import { z } from 'zod';
import type { Kind, Parts } from '../core/kind';
import { Refusal } from '../core/refusal';
import { read } from '../core/route';
import type { SeedChange } from '../data/enterprise';
import type { PlmItem } from './item';
import { ProblemReports } from './problem-reports';

/** The reference PLM: items with their revisions, changes, and reports of problems with what was made by them. */
export function createPlm({ store, effects }: Parts): Kind {
  const items = store.collection<PlmItem>('items');
  const changes = store.collection<SeedChange>('changes');
  const reports = new ProblemReports(store, items);

  return {
    routes: [
      ...reports.routes(effects),
      read('change', 'get', '/changes/:id', z.object({}), (_input, request) => {
        const change = changes.get(String(request.params.id));
        if (!change)
          throw new Refusal('UNKNOWN_CHANGE', `There is no change ${String(request.params.id)}.`, 404);
        return change;
      }),
    ],
    work: { waiting: () => [], finish: () => undefined },
    seed: (enterprise) => {
      enterprise.items.forEach((item) => items.put(item.item, item));
      enterprise.changes.forEach((change) => changes.put(change.id, change));
    },
    // A PLM knows items, and never the lots that were made of them.
    learn: () => undefined,
    state: () => ({
      lots: {},
      masters: Object.fromEntries(items.all().map((item) => [item.item, item])),
      problemReports: reports.state(),
      changes: Object.fromEntries(changes.all().map((change) => [change.id, change])),
    }),
    error: ({ code, message }) => ({ code, text: message }),
  };
}
