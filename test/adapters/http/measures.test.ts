import { Registry } from 'prom-client';
import type { EndedCall } from '../../../adapters/http/client';
import { LastHeard } from '../../../adapters/http/last-heard';
import { CallMeasures } from '../../../adapters/http/measures';

const call = (changes: Partial<EndedCall> = {}): EndedCall => ({
  system: 'erp',
  method: 'POST',
  path: '/stock-blocks',
  outcome: 200,
  failure: null,
  milliseconds: 30,
  ...changes,
});

it('times calls by system and by what came of them, whatever was called', async () => {
  const registry = new Registry();
  const measures = new CallMeasures(registry);
  for (let index = 0; index < 1_000; index++)
    measures.onCall(call({ path: `/stock/${index}?token=${index}`, outcome: 500 + (index % 99) }));
  measures.onCall(call({ failure: 'unknown-outcome', outcome: 'TIMEOUT', milliseconds: 2_000 }));
  measures.visitedAgain('erp');
  const shown = (await registry.metrics()).split('\n');
  expect(shown.filter((line) => /^\w+_(count|total)/.test(line))).toEqual([
    'interlock_system_call_seconds_count{system="erp",method="POST",outcome="ok"} 1000',
    'interlock_system_call_seconds_count{system="erp",method="POST",outcome="unknown-outcome"} 1',
    'interlock_system_retries_total{system="erp"} 1',
  ]);
});

describe('when a system was last heard of', () => {
  let now = 0;
  const clock = () => new Date((now += 1_000));
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  beforeEach(() => (now = 0));

  it('a refusal is an answer, and a call that was given up says nothing', () => {
    const heard = new LastHeard(clock);
    heard.took(call({ failure: 'cancelled', outcome: 'ABORTED' }));
    expect(heard.seen).toEqual([]);
    heard.took(call({ failure: 'rejected', outcome: 422 }));
    expect(heard.seen).toEqual([{ system: 'erp', answeredAt: at(1), failedAt: null, failure: null }]);
  });

  it('a failure is told with what was asked, and stays told when it is over', () => {
    const heard = new LastHeard(clock);
    heard.took(call({ failure: 'retryable', outcome: 'ECONNREFUSED' }));
    heard.took(call({ failure: 'unknown-outcome', outcome: 503, path: '/stock?token=secret' }));
    const failed = { failedAt: at(2), failure: { class: 'unknown-outcome', text: expect.any(String) } };
    expect(heard.seen).toEqual([{ system: 'erp', answeredAt: null, ...failed }]);
    expect(heard.seen[0]!.failure!.text).toMatch(/^POST \/stock.* answered 503$/);
    expect(heard.seen[0]!.failure!.text).not.toContain('secret');
    heard.took(call());
    expect(heard.seen).toEqual([{ system: 'erp', answeredAt: at(3), ...failed }]);
  });
});
