import { documentRoute } from '../openapi';
import type { Route } from '../route';
import { dispositions } from './dispositions';
import { inbound } from './inbound';
import { lots } from './lots';
import { operations } from './operations';
import { qualityHolds } from './quality-holds';
import { records } from './records';

const calls = [...qualityHolds, ...dispositions, ...lots, ...inbound, ...records, ...operations];

/** The route table: every call of the API. A new resource is a file here and its name in the line above. */
export const routes: readonly Route[] = [...calls, documentRoute(calls)];
