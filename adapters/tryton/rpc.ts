import { SystemFailure } from '../failure';
import { classifyStatus, retryAfterMs } from '../http/classify';
import type { HttpAnswer, HttpClient } from '../http/client';
import type { CallContext } from '../port';
import { refusalOf, TrytonRefusal } from './refusal';

export type Context = Readonly<Record<string, unknown>>;

interface Session {
  readonly authorization: string;
  /** The user's preferences, which Tryton wants back with every call: company, employee, language. */
  readonly preferences: Context;
}

/** Methods that change nothing; a login is one, since a session too many does no harm. */
const READS = new Set(['read', 'search_read', 'get_preferences', 'login']);
const isRead = (method: string) => READS.has(method.slice(method.lastIndexOf('.') + 1));
/** Times that a write over a version that was just read is tried when somebody else was quicker. */
const CONFLICTS = 5;

/**
 * Tryton's JSON-RPC as one user of one database. A session is opened at the first call, lives for weeks, and is opened
 * anew when the server has forgotten it.
 *
 * Errors: `TrytonRefusal` where Tryton understood and refused, `SystemFailure` for the rest. Tryton works in one database
 * transaction a call, so an answer of 503 (row lock, serialisation) is certain to have changed nothing.
 */
export class TrytonRpc {
  private session: Promise<Session> | null = null;

  /**
   * @param system the system's name in the topology
   * @param login `login:password`
   * @param http the way to the server, without a token
   */
  constructor(
    readonly system: string,
    private readonly database: string,
    private readonly login: string,
    private readonly http: Pick<HttpClient, 'send'>,
  ) {}

  /** The same user with one caller's transaction, trace and signal on every call. */
  for(caller: CallContext): TrytonCaller {
    return new TrytonCaller((method, params, context) => this.call(caller, method, params, context));
  }

  private async call(
    caller: CallContext,
    method: string,
    params: readonly unknown[],
    context: Context,
  ): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      const opened = (this.session ??= this.open(caller));
      const { authorization, preferences } = await opened.catch((error: unknown) => {
        this.forget(opened);
        throw error;
      });
      const answer = await this.post(
        caller,
        method,
        [...params, { ...preferences, ...context }],
        authorization,
      );
      if (answer.status !== 401 || attempt > 0) return this.result(method, answer);
      this.forget(opened);
    }
  }

  private forget(opened: Promise<Session>): void {
    if (this.session === opened) this.session = null;
  }

  private async open(caller: CallContext): Promise<Session> {
    const separator = this.login.indexOf(':');
    const user = this.login.slice(0, separator);
    const credentials = [user, { password: this.login.slice(separator + 1) }, 'en'];
    const opened = this.result(
      'common.db.login',
      await this.post(caller, 'common.db.login', credentials, null),
    );
    const [id, key] = opened as [number, string];
    const authorization = `Session ${Buffer.from(`${user}:${id}:${key}`).toString('base64')}`;
    const asked = await this.post(caller, 'model.res.user.get_preferences', [true, {}], authorization);
    return { authorization, preferences: this.result('model.res.user.get_preferences', asked) as Context };
  }

  private post(
    caller: CallContext,
    method: string,
    params: unknown[],
    authorization: string | null,
  ): Promise<HttpAnswer> {
    return this.http.send({
      method: 'POST',
      path: `/${this.database}/rpc/`,
      headers: authorization === null ? {} : { authorization },
      // Any other key, and Tryton answers errors in another format, without their names.
      body: { id: 1, method, params },
      read: isRead(method),
      context: caller,
    });
  }

  private result(method: string, { status, body, retryAfter }: HttpAnswer): unknown {
    const failure = classifyStatus(status, { read: isRead(method), rollsBackOn503: true });
    if (failure !== null)
      throw this.failed(
        failure,
        method,
        status,
        REMEDY[status] ?? 'see its log',
        retryAfterMs(retryAfter, Date.now()),
      );
    const { result, error } = parse(body) ?? {};
    if (result === undefined && error === undefined)
      throw this.failed('unknown-outcome', method, status, 'that was no answer of Tryton', null);
    if (error === undefined) return result;
    const refusal = refusalOf(error);
    if (refusal.kind === 'LoginException')
      throw this.failed('misconfigured', method, status, 'the login wants more than a password', null);
    throw refusal;
  }

  private failed(
    failure: SystemFailure['failure'],
    method: string,
    status: number,
    text: string,
    wait: number | null,
  ): SystemFailure {
    return new SystemFailure(
      this.system,
      failure,
      `HTTP_${status}`,
      `${this.system} (Tryton), ${method}: HTTP ${status}, ${text}.`,
      wait,
    );
  }
}

/** Tryton's pages of HTML say less than this. */
const REMEDY: Readonly<Record<number, string>> = {
  401: 'it refuses the login: check the credentials of this system',
  403: 'this user may not call that',
  404: 'it has no such database: check options.database of this system in the topology',
  429: 'there were too many failed logins: check the credentials of this system',
  503: 'it was busy and changed nothing',
};

function parse(body: string): { result?: unknown; error?: readonly unknown[] } | null {
  try {
    return JSON.parse(body) as { result?: unknown; error?: readonly unknown[] };
  } catch {
    return null;
  }
}

type Domain = readonly unknown[];
type Order = readonly (readonly [string, 'ASC' | 'ASC NULLS FIRST' | 'DESC'])[];

/** What Interlock does with Tryton's models, in a caller's name. `model` is Tryton's name, such as `stock.lot`. */
export class TrytonCaller {
  constructor(
    private readonly send: (method: string, params: readonly unknown[], context: Context) => Promise<unknown>,
  ) {}

  async read<T>(
    model: string,
    ids: readonly number[],
    fields: readonly string[],
    context: Context = {},
  ): Promise<T[]> {
    if (ids.length === 0) return [];
    return (await this.send(`model.${model}.read`, [ids, fields], context)) as T[];
  }

  /** All that match, oldest first unless ordered otherwise; dotted fields come nested, as `"lot.": { "number" }`. */
  async find<T>(
    model: string,
    domain: Domain,
    fields: readonly string[],
    context: Context = {},
    order: Order = [['id', 'ASC']],
  ): Promise<T[]> {
    return (await this.send(`model.${model}.search_read`, [domain, 0, null, order, fields], context)) as T[];
  }

  /** @returns ids in the order of the records */
  async createAll(model: string, records: readonly Readonly<Record<string, unknown>>[]): Promise<number[]> {
    if (records.length === 0) return [];
    return (await this.send(`model.${model}.create`, [records], {})) as number[];
  }

  async create(model: string, values: Readonly<Record<string, unknown>>): Promise<number> {
    const [id] = await this.createAll(model, [values]);
    return id!;
  }

  async write(
    model: string,
    ids: readonly number[],
    values: Readonly<Record<string, unknown>>,
    context: Context = {},
  ): Promise<void> {
    await this.send(`model.${model}.write`, [ids, values], context);
  }

  async remove(model: string, ids: readonly number[], context: Context = {}): Promise<void> {
    if (ids.length > 0) await this.send(`model.${model}.delete`, [ids], context);
  }

  /**
   * Presses a button.
   * @throws TrytonRefusal when Tryton answers with something to do first, in which case it did nothing
   */
  async press(model: string, button: string, ids: readonly number[]): Promise<void> {
    const wanted = await this.send(`model.${model}.${button}`, [ids], {});
    if (wanted !== null)
      throw new TrytonRefusal('Wizard', `${model} ${ids.join(', ')} wants an inspection before "${button}".`);
  }

  /** Any other method, by its full name. */
  call(method: string, params: readonly unknown[], context: Context = {}): Promise<unknown> {
    return this.send(method, params, context);
  }

  /** Changes a record only in the version that `decide` was shown; shown again when somebody else was quicker. */
  async change<T>(
    model: string,
    id: number,
    fields: readonly string[],
    decide: (record: T) => Readonly<Record<string, unknown>> | null,
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const [record] = await this.read<T & { _timestamp: string }>(model, [id], [...fields, '_timestamp']);
      const values = record && decide(record);
      if (!record || !values) return;
      try {
        return await this.write(model, [id], values, {
          _timestamp: { [`${model},${id}`]: record._timestamp },
        });
      } catch (error) {
        const overtaken = error instanceof TrytonRefusal && error.kind === 'ConcurrencyException';
        if (!overtaken || attempt === CONFLICTS) throw error;
      }
    }
  }
}
