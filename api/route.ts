/**
 * The route table's entry: one for each call. Validation, authorisation, idempotency and the OpenAPI document are all
 * derived from it, so that they cannot disagree.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Running } from '../config/running-topology';
import type { ProblemCode } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import type { Adapter } from '../adapters/port';
import type { Authority, Caller, Ledger, Tx } from '../ledger';
import type { Metrics } from './metrics';
import type { PayloadService } from './payloads';
import type { Sagas } from './story';
import type { Signer } from '../config/signer';

/** Who may call without a policy's leave: anyone, without a credential; whoever has one; or a system by its webhook signature. */
export type Access = 'public' | 'known' | 'signed';

/** What every call may use. */
export interface Services {
  readonly ledger: Ledger;
  readonly topology: Topology;
  /** The same, with its version and as it was written. */
  readonly running: Running;
  /** The systems that are asked before anything is done: where material is, and what a change holds; reads only. */
  readonly systems: ReadonlyMap<string, Adapter>;
  readonly metrics: Metrics;
  /** Signs what plants and warehouses go by without asking: deny-lists, answers of the gate, shipment authorizations. */
  readonly signer: Signer;
  /** By which seals, signatures and exports of the audit are checked. */
  readonly auditKeys: Signer['keys'];
  /** Reads and writes what sagas carry; not given where there are no payload keys. */
  readonly payloads?: PayloadService;
  /** Reads what Temporal knows of a transaction's sagas. */
  readonly sagas?: Sagas;
  /** Address of the Temporal Web UI, for links. */
  readonly temporalUi?: string;
  readonly now: () => Date;
  /** Aborted when the process is asked to stop: long waits then answer what is. */
  readonly stopping: AbortSignal;
}

/** One request on its way through the API: what is known of it, for the log, the problem body and the handler. */
export interface Exchange {
  readonly traceparent: string;
  readonly log: Logger;
  /** Aborted when the caller has hung up. */
  readonly gone: AbortSignal;
  route: string | null;
  caller: Caller | null;
  transaction: string | null;
}

/** A validated request. */
export interface Ask<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON, or as it is where it is text, bytes, or a stream of text (an async iterable). */
  readonly body: unknown;
  readonly location?: string;
  /** Members of the body that the first answer alone has, such as a secret: they are not stored for repetitions. */
  readonly shownOnce?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Description<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** OpenAPI's operationId. */
  readonly id: string;
  readonly method: 'get' | 'post';
  /** With `{name}` for each parameter. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Not given: whom a policy of the topology lets; see `actionOf`. */
  readonly access?: Access;
  /** Material's safety hangs on it: it is counted apart from other calls, so that no flood of those stops it. */
  readonly lane?: 'gate';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Media types that the body may have; `application/json` when not given. */
  readonly mediaTypes?: readonly string[];
  /** Schema of each answer that is not a problem, by status. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** Other media types, each named by its schema's `contentMediaType`, in which a 200 may be asked for. */
  readonly forms?: readonly z.ZodType[];
  /** What the answer says where the call cannot be answered (5xx), beside the problem. */
  readonly failsClosed?: Readonly<Record<string, unknown>>;
  /** Problems beyond those that follow from the entry itself. */
  readonly problems?: readonly ProblemCode[];
  /** Given where another call takes its place. */
  readonly deprecation?: Deprecation;
}

/** A call goes on working until its sunset, and says so in every answer. */
export interface Deprecation {
  /** Days, as `2026-11-22`, in UTC: from which it is deprecated, and after which it is gone. */
  readonly since: string;
  readonly sunset: string;
  /** Path of the call that takes its place, with the same parameters. */
  readonly successor: string;
}

/** A call that changes nothing, or whose change is safe to repeat by itself. */
export interface Query<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> extends Description<P, Q, B> {
  readonly kind: 'query';
  handle(ask: Ask<P, Q, B>, services: Services, exchange: Exchange): Promise<Answer>;
}

/** What a command works with: who acts, by which rule, when, what was prepared, and the ledger transaction that its answer is stored in. */
export interface Work<R = unknown> {
  readonly caller: Caller & { readonly authority: Authority };
  readonly now: Date;
  readonly tx: Tx;
  readonly traceparent: string;
  readonly prepared: R;
}

/** A call that starts or decides something: with an Idempotency-Key, in one ledger transaction, which may be run again. */
export interface Command<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R = unknown,
> extends Description<P, Q, B> {
  readonly kind: 'command';
  readonly access?: never;
  /**
   * Members of the body that only its sender is to know: they do not tell one request from another, for whoever could read
   * what is kept of them could try guesses.
   */
  readonly secrets?: readonly string[];
  /** The plants at which the caller would act. @throws Problem `not-found` */
  plants(ask: Ask<P, Q, B>, services: Services, exchange: Exchange): Promise<readonly string[]>;
  /** Given where it takes authority to decide: the transaction that a refusal is recorded under (H7, A5). */
  decides?(params: z.output<P>, services: Services): Promise<string | null>;
  /**
   * Reads from systems what the work wants to know, before the ledger transaction: no system is asked inside one. It is also
   * done for a repeated request, so that what it learns is only refused in `handle`.
   */
  prepare?(ask: Ask<P, Q, B>, services: Services, exchange: Exchange): Promise<R>;
  handle(ask: Ask<P, Q, B>, services: Services, work: Work<R>): Promise<Answer>;
}

export type Route = Query | Command;

export const Nothing = z.object({});

export const query = <
  P extends z.ZodType = typeof Nothing,
  Q extends z.ZodType = typeof Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(
  route: Omit<Query<P, Q, B>, 'kind'>,
): Route => ({ ...route, kind: 'query' });

export const command = <
  P extends z.ZodType = typeof Nothing,
  Q extends z.ZodType = typeof Nothing,
  B extends z.ZodType = z.ZodUndefined,
  R = undefined,
>(
  route: Omit<Command<P, Q, B, R>, 'kind'>,
): Route => ({ ...route, kind: 'command' });

export const ok = (body: unknown): Answer => ({ status: 200, body });
