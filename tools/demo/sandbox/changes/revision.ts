import type { ItemRevision } from '../../../../contracts/engineering-change';
import type { Demo } from '../../demo';
import { good } from '../../http';

/** What Interlock says that a plant builds of an item, or that an order of it keeps. */
export async function buildsNow(
  demo: Demo,
  item: string,
  plant: string,
  order: string | null = null,
): Promise<ItemRevision> {
  const query = { plant, ...(order === null ? {} : { order }) };
  const asked = demo.interlock('auditor').get<ItemRevision>(`/v1/items/${item}/revision`, query);
  return (await good(`The revision of ${item}`, asked)).body;
}
