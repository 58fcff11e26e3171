import { eventually } from '../support/eventually';
import { stack } from '../support/stack';
import { expressions, recorded, selectors } from './expressions';

/** Measures that a process gives, whether or not there is a value yet; of a histogram, what its series are called. */
async function given(address: string): Promise<string[]> {
  const text = await (await fetch(address)).text();
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name! + suffix) : [name!],
  );
}

it('every measure that rules and dashboards read is given by a process of the stack', async () => {
  const { description } = await stack();
  const others = ['up', ...recorded()];
  const read = new Set(expressions().flatMap(({ expr }) => selectors(expr).map(({ measure }) => measure)));
  const wanted = [...read].filter((measure) => !others.includes(measure)).toSorted();
  expect(wanted.length).toBeGreaterThan(30);
  // Temporal's own are there once a worker has asked it for something.
  await eventually(async () => {
    const there = new Set((await Promise.all(Object.values(description().metrics).map(given))).flat());
    const missing = wanted.filter((measure) => !there.has(measure));
    if (missing.length > 0) throw new Error(`no process gives ${missing.join(', ')}`);
    return true;
  });
});
