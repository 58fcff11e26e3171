/** What the API asks of the ledger. */
import type { DispositionRequest } from '../contracts/disposition';
import type { Disposition } from '../contracts/disposition';
import type {
  AddLotsRequest,
  Containment,
  Hold,
  HoldRequest,
  HoldState,
  PhysicalControlRequest,
  ResidualAnswerRequest,
} from '../contracts/hold';
import type { CloudEvent } from '../contracts/inbound';
import type { Action, Purpose, Releasability } from '../contracts/material';
import type { Role } from '../config/credentials';
import type { z } from 'zod';

export type Tx = unknown;

/** Who acts, taken from the credential. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Plants at which the caller may act; null: all. */
  readonly plants: readonly string[] | null;
}

export interface IdempotentRequest {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly traceparent: string;
}
export interface Outcome<T> {
  readonly status: number;
  readonly body: T;
  readonly location?: string;
}
export interface Page {
  readonly cursor?: string | undefined;
  readonly limit: number;
}
export interface Listed<T> {
  readonly items: T[];
  readonly next: string | null;
}
export interface HoldProgress {
  readonly plant: string;
  readonly transaction: string;
  readonly state: HoldState;
  readonly containment: Containment;
}
export interface GateQuestion {
  readonly lot: string;
  readonly plant: string;
  readonly action: Action;
  readonly purpose: Purpose;
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly to: string | null;
  readonly order: string | null;
  readonly customer: string | null;
}
export interface Refusal {
  readonly caller: Caller | { readonly system: string };
  readonly action: string;
  readonly subject: string;
  readonly why: string;
  readonly transaction: string | null;
}

export interface LedgerApi {
  idempotent<T>(
    request: IdempotentRequest,
    work: (tx: Tx) => Promise<Outcome<T>>,
  ): Promise<Outcome<T> & { replayed: boolean }>;
  placeHold(tx: Tx, request: HoldRequest, caller: Caller, now: Date): Promise<Hold>;
  previewHold(request: HoldRequest): Promise<unknown>;
  addLots(
    tx: Tx,
    hold: string,
    lots: z.infer<typeof AddLotsRequest>['lots'],
    caller: Caller,
    now: Date,
  ): Promise<Hold>;
  recordPhysical(
    tx: Tx,
    hold: string,
    body: z.infer<typeof PhysicalControlRequest>,
    caller: Caller,
    now: Date,
  ): Promise<Hold>;
  answerResidual(
    tx: Tx,
    hold: string,
    residual: string,
    body: z.infer<typeof ResidualAnswerRequest>,
    caller: Caller,
    now: Date,
  ): Promise<Hold>;
  decide(tx: Tx, hold: string, body: DispositionRequest, caller: Caller, now: Date): Promise<Disposition>;
  reverse(
    tx: Tx,
    hold: string,
    disposition: string,
    reason: string,
    caller: Caller,
    now: Date,
  ): Promise<Disposition>;
  getHold(id: string): Promise<Hold | null>;
  listHolds(
    filter: { state?: HoldState | undefined; plant?: string | undefined; lot?: string | undefined } & Page,
  ): Promise<Listed<Hold>>;
  holdProgress(id: string): Promise<HoldProgress | null>;
  readonly changes: { subscribe(transaction: string, changed: () => void): () => void };
  releasability(question: GateQuestion, now: Date): Promise<Releasability>;
  getLot(lot: string): Promise<unknown>;
  receiveEvent(system: string, event: CloudEvent, now: Date): Promise<{ status: 'accepted' | 'duplicate' }>;
  auditRefusal(refusal: Refusal, now: Date): Promise<void>;
  listEvents(filter: {
    after?: string | undefined;
    type?: string | undefined;
    transaction?: string | undefined;
    plant?: string | undefined;
    limit: number;
  }): Promise<{ events: unknown[]; next: string | null }>;
  listAudit(filter: { transaction?: string | undefined } & Page): Promise<Listed<unknown>>;
  verifyAudit(): Promise<{ intact: boolean; rows: number; head: string | null; broken: unknown[] }>;
  listExceptions(
    filter: {
      state?: 'open' | 'closed' | undefined;
      plant?: string | undefined;
      productFamily?: string | undefined;
      transaction?: string | undefined;
      system?: string | undefined;
    } & Page,
  ): Promise<Listed<unknown>>;
  getTransaction(id: string): Promise<unknown>;
  isReady(): Promise<{ migrated: boolean; promoted: boolean }>;
}
