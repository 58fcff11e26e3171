/** One POST to a Tryton server; it throws a `SystemFailure` for what never got an answer. */
export interface Transport {
  post(request: TransportRequest): Promise<TransportAnswer>;
}

export interface TransportRequest {
  /** From the server's root, such as `/erp/rpc/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** A call that changes nothing may be repeated after any failure. */
  readonly read: boolean;
  readonly signal: AbortSignal;
  readonly traceparent: string | null;
  readonly transaction: string;
}

export interface TransportAnswer {
  readonly status: number;
  readonly body: string;
}
