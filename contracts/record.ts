import { z } from 'zod';
import { Person } from './disposition';
import { EngineeringChange } from './engineering-change';
import { Inspection } from './inspection';
import { Hold } from './hold';
import { NativeStatus, Stock } from './material';
import { ACCESS_PATTERNS } from './policy';
import { ProductionOrder } from './production-order';
import { Quantity } from './quantity';
import { CREDENTIAL_KINDS } from './role';
import { ShipmentAuthorization } from './shipment-authorization';
import { Story } from './story';

/** A lot as the ledger knows it; `known` is false until a system has told of it. */
export const LotView = z
  .object({
    lot: z.string(),
    item: z.string(),
    quantity: Quantity,
    known: z.boolean(),
    supplier: z.string().nullable(),
    supplierLot: z.string().nullable(),
    stock: z.array(Stock.extend({ status: NativeStatus })),
    /** Ids of the open holds that cover it. */
    holds: z.array(z.string()),
  })
  .meta({ id: 'LotView' });

/** A CloudEvent of Interlock's own log, with its place in the one order. */
export const LoggedEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.literal('interlock'),
    type: z.string(),
    subject: z.string(),
    time: z.string(),
    datacontenttype: z.literal('application/json'),
    transaction: z.string(),
    plant: z.string().nullable(),
    /** Its place in the one order of the log: 1, 2, 3, … */
    sequence: z.int(),
    /** Its place among the events of its subject, and of its transaction: 1, 2, 3, … Who finds one missing has missed one. */
    subjectsequence: z.int(),
    transactionsequence: z.int(),
    /** The trace that led to it (CloudEvents' distributed tracing extension); not known of what is older. */
    traceparent: z.string().optional(),
    tracestate: z.string().optional(),
    /** In a delivery: sequence of the subject's event before it of which the subscription wants to hear; null where there is none. */
    previous: z.int().nullable().optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'LoggedEvent' });
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/** Who acted; a caller of the API also as what, and by which credential. */
const Who = Person.extend({
  kind: z.enum(['person', 'system']).optional(),
  credential: z.object({ kind: z.enum(CREDENTIAL_KINDS), id: z.string() }).optional(),
});

/** One state change: who, when, from, to, why; `hash` is over `previous` and the row's RFC 8785 text. */
export const AuditRow = z
  .object({
    transaction: z.string(),
    number: z.int(),
    at: z.string(),
    who: Who,
    action: z.string(),
    subject: z.string(),
    from: z.unknown(),
    to: z.unknown(),
    why: z.string().nullable(),
    /** Of what a caller of the API did: the policy that allowed it, or the rule that did not. */
    rule: z.string().optional(),
    /** What kind of caller it was. */
    access: z.enum(ACCESS_PATTERNS).optional(),
    /** Id of the trace in which it was done (W3C Trace Context). */
    trace: z.string().optional(),
    previous: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditRow' });

export const AuditVerification = z
  .object({
    intact: z.boolean(),
    rows: z.int(),
    /** Hash of the newest seal. */
    head: z.string().nullable(),
    broken: z.array(z.object({ transaction: z.string(), number: z.int(), why: z.string() })),
  })
  .meta({ id: 'AuditVerification' });

/** One saga run: the hold or the change that it is about, and its story. */
export const Transaction = z
  .object({
    transaction: z.string(),
    hold: Hold.nullable(),
    change: EngineeringChange.nullable(),
    inspection: Inspection.nullable(),
    order: ProductionOrder.nullable(),
    shipmentAuthorization: ShipmentAuthorization.omit({ jws: true }).nullable(),
    audit: z.array(AuditRow),
    /** What happened in it, in time order, a page of it, and what it waits for. */
    story: Story,
  })
  .meta({ id: 'Transaction' });
export type Transaction = z.infer<typeof Transaction>;
