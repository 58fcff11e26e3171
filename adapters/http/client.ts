import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { Pool } from 'undici';
import { timeoutAfter } from '../../config/timeout';
import { currentTrace, inSpan, type SpanDescription, TRANSACTION } from '../../config/trace';
import { SystemFailure, type FailureClass } from '../failure';
import type { CallContext } from '../port';
import { classifyError, classifyStatus, type Judged, retryAfterMs } from './classify';
import { Limit } from './limit';
import { Pace } from './pace';

export interface HttpSettings {
  /** The system's name in the topology, for messages and measures. */
  readonly system: string;
  /** Address, with a path if the system has one. */
  readonly address: string;
  /** Sent as a bearer token; null where the caller sets its own `authorization`. */
  readonly token: string | null;
  /** Milliseconds for one call, from when it is sent to the end of the answer. */
  readonly timeoutMs: number;
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** Calls begun a second, at most; not given: no such limit. */
  readonly requestsPerSecond?: number | undefined;
  /** The system undoes everything before it answers 503. */
  readonly rollsBackOn503: boolean;
  /** Told of each call when it has ended, for measures. */
  readonly onCall?: ((call: EndedCall) => void) | undefined;
}

export interface EndedCall {
  readonly system: string;
  readonly method: string;
  readonly path: string;
  /** The answer's status, or the code of the error. */
  readonly outcome: number | string;
  /** What that means; null: it was answered as it should be. `cancelled`: the caller gave it up. */
  readonly failure: FailureClass | 'cancelled' | null;
  readonly milliseconds: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** From the address on, such as `/stock-blocks`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Changes nothing, and may be made again after any failure. */
  readonly read: boolean;
  /** Sent as `Idempotency-Key`. */
  readonly key?: string;
  readonly context: CallContext;
}

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Header that carries the transaction's id on every outbound call. */
const TRANSACTION_HEADER = 'interlock-transaction';
const KEEP_ALIVE_MS = 30_000;
/** As much of a refusal's text as goes into a message. */
const MOST_TEXT = 500;

/** The one way out to a system over HTTP: limits, time-out, headers, and what each failure means. */
export class HttpClient {
  private readonly pool: Pool;
  private readonly prefix: string;
  private readonly limit: Limit;
  private readonly pace: Pace;

  constructor(private readonly settings: HttpSettings) {
    const { origin, pathname } = new URL(settings.address);
    this.prefix = pathname.replace(/\/$/, '');
    this.limit = new Limit(settings.concurrency);
    this.pace = new Pace(settings.requestsPerSecond ?? null);
    this.pool = new Pool(origin, {
      connections: settings.concurrency,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: settings.timeoutMs },
      // One time-out covers the whole call; see `signal` below.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** An answer of any status. @throws SystemFailure where there was none. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const { signal } = request.context;
    let sent = false;
    try {
      return await this.limit.run(async () => {
        await this.pace.turn(signal);
        sent = true;
        return inSpan(this.spanOf(request), (span) => this.exchange(request, span));
      }, signal);
    } catch (error) {
      throw this.failed(request, sent ? codeOf(error, signal) : 'NOT_SENT', error);
    }
  }

  /** The parsed body of an answer of 2xx. @throws SystemFailure of the class that status, error or body say. */
  async json(request: HttpRequest): Promise<unknown> {
    const { status, retryAfter, body } = await this.send(request);
    const failure = classifyStatus(status, this.judged(request));
    if (failure !== null) {
      const wait = retryAfterMs(retryAfter, Date.now());
      const text = body.slice(0, MOST_TEXT);
      throw new SystemFailure(
        this.settings.system,
        failure,
        `HTTP_${status}`,
        `${this.name(request)} answered ${status}: ${text}`,
        wait,
      );
    }
    try {
      return JSON.parse(body);
    } catch (error) {
      throw this.failed(request, 'INVALID_BODY', error);
    }
  }

  /** Ends the kept connections once the calls in flight are done. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private async exchange(request: HttpRequest, span: Span): Promise<HttpAnswer> {
    const { context, method, path } = request;
    const started = performance.now();
    const ended = (outcome: number | string) => {
      if (typeof outcome === 'number') span.setAttribute('http.response.status_code', outcome);
      if (typeof outcome === 'number' && outcome >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
      this.settings.onCall?.({
        system: this.settings.system,
        method,
        path,
        outcome,
        failure: this.meaning(request, outcome),
        milliseconds: performance.now() - started,
      });
    };
    try {
      const response = await this.pool.request({
        method,
        path: this.prefix + path,
        headers: this.headers(request),
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: AbortSignal.any([context.signal, timeoutAfter(this.settings.timeoutMs)]),
      });
      const body = await response.body.text();
      ended(response.statusCode);
      const retryAfter = response.headers['retry-after'];
      return {
        status: response.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        body,
      };
    } catch (error) {
      ended(codeOf(error, context.signal));
      throw error;
    }
  }

  /** Of one call as it is sent: a repetition is another. */
  private spanOf({ method, path, context }: HttpRequest): SpanDescription {
    const { system, address } = this.settings;
    return {
      name: `${method} ${system}`,
      kind: SpanKind.CLIENT,
      attributes: {
        'http.request.method': method,
        'server.address': new URL(address).hostname,
        'url.path': path.replace(/\?.*/, ''),
        'interlock.system': system,
        [TRANSACTION]: context.transaction,
      },
      errorType: (error) => codeOf(error, context.signal),
    };
  }

  private headers({ body, key, headers, context }: HttpRequest): Record<string, string> {
    return {
      accept: 'application/json',
      [TRANSACTION_HEADER]: context.transaction,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(currentTrace() ?? (context.traceparent === null ? {} : { traceparent: context.traceparent })),
      ...(this.settings.token === null ? {} : { authorization: `Bearer ${this.settings.token}` }),
      ...headers,
    };
  }

  private failed(request: HttpRequest, code: string, error: unknown): SystemFailure {
    const text = error instanceof Error ? error.message : String(error);
    const failure = classifyError(code, this.judged(request));
    return new SystemFailure(this.settings.system, failure, code, `${this.name(request)}: ${text}`);
  }

  private meaning(request: HttpRequest, outcome: number | string): EndedCall['failure'] {
    if (outcome === 'ABORTED') return 'cancelled';
    const judged = this.judged(request);
    return typeof outcome === 'number' ? classifyStatus(outcome, judged) : classifyError(outcome, judged);
  }

  private judged({ read }: HttpRequest): Judged {
    return { read, rollsBackOn503: this.settings.rollsBackOn503 };
  }

  private name({ method, path }: HttpRequest): string {
    return `${this.settings.system}: ${method} ${path}`;
  }
}

/** Node's or undici's code; `ABORTED` where the caller gave up, `TIMEOUT` where the call took too long. */
function codeOf(error: unknown, caller: AbortSignal): string {
  if (caller.aborted) return 'ABORTED';
  const { code, name, errors } = error as { code?: unknown; name?: string; errors?: { code?: string }[] };
  if (name === 'TimeoutError') return 'TIMEOUT';
  if (typeof code === 'string') return code;
  // A name with several addresses, none of which answered.
  return errors?.[0]?.code ?? 'NETWORK';
}
