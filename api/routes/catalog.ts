import { Catalog } from '../../contracts/catalog';
import { catalogOf } from '../catalog/catalog';
import { ok, query, type Route } from '../route';

/** @param table the whole route table, itself included */
export const catalog = (table: () => readonly Route[]): readonly Route[] => [
  query({
    id: 'getCatalog',
    method: 'get',
    path: '/v1/catalog',
    summary:
      'Calls, events, schemas, systems and consumers: owners, tiers, dependencies, versions, and how well each does',
    tag: 'catalog',
    answers: { 200: Catalog },
    handle: async (_ask, services) => ok(await catalogOf(table(), services)),
  }),
];
