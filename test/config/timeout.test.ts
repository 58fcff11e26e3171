import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { timeoutAfter } from '../../config/timeout';
import { timeoutAfter as ofTheSandbox } from '../../sandbox/core/timeout';

const collect = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

it.each([
  ['Interlock', timeoutAfter],
  ['the sandbox', ofTheSandbox],
])(
  'a time-out of %s fires though what was made of it is all that is left, and V8 collects meanwhile',
  async (_, after) => {
    const stopped = new AbortController();
    const either = AbortSignal.any([stopped.signal, after(300)]);
    const fired = new Promise((resolve) => either.addEventListener('abort', () => resolve(either.reason)));
    // V8 keeps what was referred to weakly until the turn is over.
    await turn();
    collect();
    expect(await fired).toMatchObject({ name: 'TimeoutError' });
  },
);
