import { sandbox } from '../../sandbox/start';
import { adapterOf, bring, context, revisionOf, starts } from './ask';

it('new starts of an item are stopped and resumed, each twice, and read back', async () => {
  const [mes, plm] = await Promise.all([sandbox('mes'), sandbox('plm')]);
  const effect = adapterOf('mes', mes).effects.starts!;
  const revision = await revisionOf(adapterOf('plm', plm), 'ECO-1042');
  const begin = () => mes.post('/orders/PO-7002/start', {});
  const before = await effect.observe([starts('BRACKET-100', revision, 'held')], context);
  expect(before).toMatchObject([{ state: 'free', evidence: 'starts allowed' }]);
  for (let time = 0; time < 2; time++)
    expect(await bring(effect, starts('BRACKET-100', revision, 'held'))).toMatchObject({
      answer: { target: 'target-of-BRACKET-100@lyon', outcome: 'acknowledged', prior: null },
      observation: { state: 'held', evidence: 'starts stopped, ECO-1042' },
    });
  expect(await begin()).toMatchObject({ status: 409 });
  for (let time = 0; time < 2; time++)
    expect((await bring(effect, starts('BRACKET-100', revision, 'free'))).observation).toMatchObject({
      state: 'free',
    });
  expect(await begin()).toMatchObject({ status: 200 });
});

it('an item that is not made there is unknown and refused; a lie is found by reading back', async () => {
  const [mes, plm] = await Promise.all([sandbox('mes'), sandbox('plm')]);
  const effect = adapterOf('mes', mes).effects.starts!;
  const revision = await revisionOf(adapterOf('plm', plm), 'ECO-1042');
  expect(await bring(effect, starts('GASKET-1', revision, 'held'))).toMatchObject({
    answer: { outcome: 'rejected', code: 'NOT_AT_PLANT' },
    observation: { state: 'unknown' },
  });
  await mes.faults({ lie: 1 });
  expect((await bring(effect, starts('PIN-10', revision, 'held'))).observation).toMatchObject({
    state: 'free',
  });
});
