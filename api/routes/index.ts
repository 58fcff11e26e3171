import type { Route } from '../route';
import { apiKeys } from './api-keys';
import { caller } from './caller';
import { catalog } from './catalog';
import { denyLists } from './deny-list';
import { dispositions } from './dispositions';
import { documents } from './documents';
import { engineeringChanges } from './engineering-changes';
import { events } from './events';
import { exceptions } from './exceptions';
import { inbound } from './inbound';
import { inspections } from './inspections';
import { items } from './items';
import { lots } from './lots';
import { operations } from './operations';
import { objectives } from './objectives';
import { overview } from './overview';
import { payloads } from './payloads';
import { plants } from './plants';
import { productionOrders } from './production-orders';
import { qualityHolds } from './quality-holds';
import { recallDrills } from './recall-drills';
import { records } from './records';
import { systems } from './systems';
import { topology } from './topology';
import { shipmentAuthorizations } from './shipment-authorizations';
import { signatures } from './signatures';
import { signIn } from './sign-in';
import { subscriptions } from './subscriptions';

/** A new resource is a file here and its name in this line. */
const resources = [
  ...qualityHolds,
  ...dispositions,
  ...signatures,
  ...engineeringChanges,
  ...lots,
  ...shipmentAuthorizations,
  ...denyLists,
  ...items,
  ...productionOrders,
  ...inspections,
  ...plants,
  ...recallDrills,
  ...inbound,
  ...exceptions,
  ...events,
  ...subscriptions,
  ...records,
  ...payloads,
  ...operations,
  ...systems,
  ...objectives,
  ...overview,
  ...topology,
  ...catalog(() => routes),
  ...caller(() => routes),
  ...signIn,
];
const withKeys = [...resources, ...apiKeys(resources.map(({ id }) => id))];

/** The route table: every call of the API. */
export const routes: readonly Route[] = documents(withKeys);
