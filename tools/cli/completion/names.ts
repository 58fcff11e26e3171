import { clientOf, type Client } from '../client';
import { callersOf, findPlace, type Options } from '../place';

/** Whoever presses the tab key waits no longer than that. */
const PATIENCE_MS = 800;

type Items<T> = { readonly items: readonly T[] };
const idsOf = async (api: Client, path: string): Promise<string[]> =>
  (await api.get<Items<{ id: string }>>(path, { limit: '50' })).items.map(({ id }) => id);
const lotsOf = async (api: Client): Promise<string[]> =>
  (await api.get<Items<{ lot: string }>>('/v1/lots', { limit: '200' })).items.map(({ lot }) => lot);
const systemsOf = async (api: Client) =>
  (await api.get<Items<{ system: string; plant: string | null }>>('/v1/systems')).items;
const holdsOf = (api: Client) => idsOf(api, '/v1/quality-holds');
const changesOf = (api: Client) => idsOf(api, '/v1/engineering-changes');
const transactionsOf = async (api: Client): Promise<string[]> =>
  (await api.get<Items<{ transaction: string }>>('/v1/transactions', { limit: '50' })).items.map(
    ({ transaction }) => transaction,
  );

/** What the API knows of each kind of name, as arguments and options of commands are called. */
const NAMES: Readonly<Record<string, (api: Client) => Promise<string[]>>> = {
  hold: holdsOf,
  change: changesOf,
  exception: (api) => idsOf(api, '/v1/exceptions?state=open'),
  lot: lotsOf,
  lots: lotsOf,
  transaction: transactionsOf,
  what: async (api) => (await Promise.all([holdsOf(api), changesOf(api), transactionsOf(api)])).flat(),
  system: async (api) => (await systemsOf(api)).map(({ system }) => system),
  plant: async (api) => [...new Set((await systemsOf(api)).flatMap(({ plant }) => plant ?? []))],
};

/** Names of a kind; none where the API is not quick, or there is no such kind. */
export async function namesOf(kind: string, options: Options): Promise<string[]> {
  if (kind === 'caller') return callersOf(options);
  const names = NAMES[kind];
  if (!names) return [];
  try {
    return await names(clientOf(findPlace(options), undefined, PATIENCE_MS));
  } catch {
    return [];
  }
}
