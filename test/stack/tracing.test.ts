import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRow, LoggedEvent } from '../../contracts/record';
import { eventually } from '../support/eventually';
import { otlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../support/otlp';
import { startStackWith, type TestStack } from '../support/stack';
import { announce } from './floor';
import { killed } from './freeze';
import { clearFaults, freshLot, place, reached, request, taken } from './material';

const SYSTEMS = ['erp', 'mes-lyon', 'plm', 'qms', 'wms'];
/** Each is told of a hold by the worker that polls its queue. */
const CALLER: Readonly<Record<string, string>> = { 'mes-lyon': 'worker-lyon' };

describe('One hold is one trace', () => {
  let receiver: OtlpReceiver;
  let stack: TestStack;
  beforeAll(async () => {
    receiver = await otlpReceiver();
    stack = await startStackWith(receiver.environment);
  });
  afterEach(() => clearFaults(stack));
  afterAll(async () => {
    await stack.stop();
    await receiver.close();
  });

  const spansOf = (trace: string) => receiver.spans.filter(({ traceId }) => traceId === trace);
  const callsIn = (spans: readonly ReceivedSpan[]) =>
    spans.filter(({ kind, attributes }) => kind === 'client' && attributes['interlock.system'] !== undefined);
  const systemsIn = (spans: readonly ReceivedSpan[]) => [
    ...new Set(callsIn(spans).map(({ attributes }) => String(attributes['interlock.system']))),
  ];
  const traceOf = async (transaction: string): Promise<string> => {
    const path = `/v1/events?transaction=${transaction}`;
    const { events } = taken(200, await stack.api('auditor').get<{ events: LoggedEvent[] }>(path));
    return events[0]!.traceparent!.split('-')[1]!;
  };
  /** Every span but the first has its parent there, in the same trace. */
  const orphans = (spans: readonly ReceivedSpan[], caller: string) => {
    const there = new Set([caller, ...spans.map(({ spanId }) => spanId)]);
    return spans.filter(({ parentSpanId }) => !there.has(parentSpanId)).map(({ name }) => name);
  };
  /** What a span is the child of, up to the request. */
  const lineage = (spans: readonly ReceivedSpan[], span: ReceivedSpan | undefined): string[] =>
    span
      ? [
          `${span.service}: ${span.name}`,
          ...lineage(
            spans,
            spans.find(({ spanId }) => spanId === span.parentSpanId),
          ),
        ]
      : [];
  /** Until all that belongs to the hold of a lot has been sent. */
  const whole = (trace: string, caller: string, lot: string) =>
    eventually(() => {
      const spans = spansOf(trace);
      expect(systemsIn(spans).sort()).toEqual(SYSTEMS);
      // The ERP is asked what is beyond the hold, too, and may have answered that first.
      expect(spans.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['ledger: advance', `erp: hold lot ${lot}`]),
      );
      expect(orphans(spans, caller)).toEqual([]);
      return spans;
    });
  const linesOf = (process: string, transaction: string) =>
    readFileSync(join(stack.data, 'logs', `${process}.log`), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.includes(transaction))
      .map((line) => JSON.parse(line) as { trace?: string; transaction?: string; msg: string })
      // What the test itself reads of it is no part of it.
      .filter(({ msg }) => !msg.startsWith('GET '));

  test('from the request to every call, by way of the relay, the saga and the activities', async () => {
    const lot = await freshLot(stack);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const caller = '00f067aa0ba902b7';
    const placed = await stack
      .api('quality')
      .post<{ id: string; transaction: string }>('/v1/quality-holds', request([lot]), {
        traceparent: `00-${trace}-${caller}-01`,
        tracestate: 'vendor=17',
      });
    const { id, transaction } = taken(201, placed);
    await reached(stack, id, 'effective');
    const spans = await whole(trace, caller, lot);

    expect(spans.filter(({ kind }) => kind === 'server').map(({ name }) => name)).toEqual([
      'POST /v1/quality-holds',
    ]);
    expect(placed.headers.get('traceparent')).toBe(
      `00-${trace}-${spans.find(({ kind }) => kind === 'server')!.spanId}-01`,
    );
    for (const system of SYSTEMS) {
      const worker = CALLER[system] ?? 'worker-enterprise';
      const call = callsIn(spans).find(({ attributes }) => attributes['interlock.system'] === system);
      expect(lineage(spans, call)).toEqual([
        expect.stringMatching(`^${worker}: (GET|POST) ${system}$`),
        expect.stringMatching(`^${worker}: ${system}: `),
        `worker-enterprise: quality-hold/${id}`,
        'worker-enterprise: StartWorkflow:qualityHold',
        'api: POST /v1/quality-holds',
      ]);
    }
    expect(spans.find(({ name }) => name === `erp: hold lot ${lot}`)?.attributes).toMatchObject({
      'interlock.transaction': transaction,
      'interlock.system': 'erp',
      'interlock.plant': 'lyon',
      'interlock.subjects': 1,
    });
    expect(JSON.stringify(spans)).not.toContain('9.89');
    for (const span of spans) {
      expect([span.name, span.attributes['interlock.transaction']]).toEqual([span.name, transaction]);
      expect([span.name, span.traceState]).toEqual([span.name, 'vendor=17']);
    }

    const { events } = taken(
      200,
      await stack.api('auditor').get<{ events: LoggedEvent[] }>(`/v1/events?transaction=${transaction}`),
    );
    for (const event of events) expect(event.traceparent).toMatch(new RegExp(`^00-${trace}-`));
    const audit = taken(
      200,
      await stack
        .api('auditor')
        .get<{ items: (typeof AuditRow)['_output'][] }>(`/v1/audit?transaction=${transaction}`),
    );
    expect(new Set(audit.items.map((row) => row.trace))).toEqual(new Set([trace]));
    const lines = await eventually(() => {
      const found = ['api', 'worker-enterprise'].map((name) => linesOf(name, transaction));
      return found.every(({ length }) => length > 0) && found.flat();
    });
    for (const line of lines) expect(line).toMatchObject({ trace, transaction });
  });

  test('that a system began by what it told', async () => {
    const lot = await freshLot(stack);
    const number = `NC-${lot}`;
    const { body } = await announce(stack, 'qms', 'qms.nonconformance.raised.v1', {
      id: number,
      plant: 'lyon',
      scope: { lots: [{ lot }] },
      reason: { code: 'dimension', text: 'undersize' },
      severity: 'critical',
      detectedAt: new Date().toISOString(),
      raisedBy: 'u-17',
    });
    expect(body).toMatchObject({ status: 'accepted' });
    const path = `/v1/quality-holds?lot=${encodeURIComponent(lot)}`;
    const found = await stack.api('quality').get<{ items: { id: string; transaction: string }[] }>(path);
    const { id, transaction } = found.body.items[0]!;
    await reached(stack, id, 'effective');
    const spans = await whole(await traceOf(transaction), '', lot);
    expect(spans.filter(({ kind }) => kind === 'server').map(({ name }) => name)).toEqual([
      'POST /v1/inbound/{system}',
    ]);
  });

  test('and so is one change, with the sagas of its plants', async () => {
    const change = { system: 'plm', id: 'ECO-1043' };
    // Far enough that it waits, staged.
    const plants = [
      { plant: 'lyon', effectivity: { kind: 'date', localDate: '2126-12-02', at: 'shift-start' } },
    ];
    const body = { change, plants };
    const asked = await stack.api('engineering').post<{ id: string }>('/v1/engineering-changes', body);
    const { id } = taken(201, asked);
    const trace = asked.headers.get('traceparent')!.split('-')[1]!;
    const staged = `mes-lyon: stage PLATE-7@lyon revision C`;
    const [spans, visit] = await eventually(() => {
      const all = spansOf(trace);
      const found = all.find(({ name }) => name === staged);
      expect(orphans(all, '')).toEqual([]);
      return found && ([all, found] as const);
    });
    expect(lineage(spans, visit)).toEqual([
      `worker-lyon: ${staged}`,
      `worker-enterprise: plant-rollout/${id}/lyon`,
      `worker-enterprise: engineering-change/${id}`,
      'worker-enterprise: StartWorkflow:engineeringChange',
      'api: POST /v1/engineering-changes',
    ]);
  });

  test('though its worker is killed on the way', async () => {
    const lot = await freshLot(stack);
    await stack.control('erp').faults({ status: 500 });
    const { id, transaction } = await place(stack, [lot]);
    // Temporal's own line on an attempt that failed.
    const line = await eventually(() =>
      linesOf('worker-enterprise', transaction).find(({ msg }) => msg === 'Activity failed'),
    );
    const ofWorkers = () =>
      receiver.spans.filter(
        ({ service, attributes }) =>
          service.startsWith('worker-') && attributes['interlock.transaction'] === transaction,
      );
    // What a worker has not sent dies with it, and who has answered it is not asked again.
    await eventually(() => {
      expect(systemsIn(ofWorkers()).sort()).toEqual(SYSTEMS);
      return true;
    });
    await killed(stack, 'worker-enterprise');
    const before = ofWorkers().length;
    await clearFaults(stack);
    await reached(stack, id, 'effective');
    const trace = await traceOf(transaction);
    await eventually(() => systemsIn(ofWorkers().slice(before)).includes('erp'));
    const spans = ofWorkers();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([trace]));
    expect(line).toMatchObject({ trace, transaction });
  });
});
