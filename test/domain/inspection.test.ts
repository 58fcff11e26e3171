import fc from 'fast-check';
import type { InspectionReading, StatedResult, Verdict } from '../../contracts/inspection';
import type { Characteristic, InspectionPlan } from '../../contracts/revision';
import { judge, type InspectionFacts } from '../../domain/inspection';

const limits = (characteristic: string, lower: string | null, upper: string | null): Characteristic => ({
  characteristic,
  unit: 'MMT',
  lower,
  upper,
  critical: true,
  gauge: 'G-12',
});
const planOf = (
  characteristics: Characteristic[],
  sampling: InspectionPlan['sampling'] = null,
): InspectionPlan => ({ id: 'IP-PIN-10', version: 'B', characteristics, sampling });
const factsOf = (plan: InspectionPlan | null): InspectionFacts => ({
  revision: 'B',
  plan,
  gauges: new Set(['G-12']),
});
const reading = (
  piece: string,
  value: string,
  changes: Partial<InspectionReading> = {},
): InspectionReading => ({
  piece,
  characteristic: 'diameter',
  value,
  unit: 'MMT',
  gauge: 'G-12',
  ...changes,
});
const resultOf = (readings: InspectionReading[], changes: Partial<StatedResult> = {}): StatedResult => {
  const sampleSize = new Set(readings.map(({ piece }) => piece)).size;
  return {
    inspection: { system: 'qms', id: 'IL-1' },
    plant: 'lyon',
    lot: 'PIN-10:L-1',
    revision: 'B',
    plan: { id: 'IP-PIN-10', version: 'B' },
    order: null,
    sampling: { lotSize: 100, sampleSize, accept: 0, reject: 1 },
    readings,
    verdict: 'pass',
    measuredBy: null,
    measuredAt: null,
    ...changes,
  };
};
const codesOf = (result: StatedResult, facts: InspectionFacts) =>
  judge(result, facts).findings.map(({ code }) => code);

describe('limits', () => {
  it.each([
    ['9.95', null, '9.95', 'pass'],
    ['9.95', null, '9.949999999', 'fail'],
    ['9.95', null, '1000', 'pass'],
    [null, '10.05', '10.05', 'pass'],
    [null, '10.05', '10.050000001', 'fail'],
    [null, '10.05', '-3', 'pass'],
    ['-0.1', '0.1', '-0.1', 'pass'],
    ['-0.1', '0.1', '-0.100000001', 'fail'],
  ] as const)('from %s to %s: %s is a %s', (lower, upper, value, verdict) => {
    const plan = planOf([limits('diameter', lower, upper)]);
    expect(judge(resultOf([reading('1', value)], { verdict }), factsOf(plan))).toMatchObject({
      outcome: verdict,
      findings: [],
    });
  });

  it('are compared exactly in the unit of the characteristic, whatever the gauge gives', () => {
    const plan = planOf([limits('diameter', '9.95', null)]);
    const inMetres = (value: string) => reading('1', value, { unit: 'MTR' });
    expect(judge(resultOf([inMetres('0.00995')]), factsOf(plan)).outcome).toBe('pass');
    const failed = judge(resultOf([inMetres('0.009949999')], { verdict: 'fail' }), factsOf(plan));
    expect(failed).toMatchObject({
      outcome: 'fail',
      failures: ['piece 1: diameter 0.009949999 MTR, lower limit 9.95 MMT'],
    });
  });

  it('in units that Interlock cannot convert are compared where the units are the same', () => {
    const plan = planOf([{ ...limits('torque', '24', '28'), unit: 'NU' }]);
    const torque = (value: string, unit: string) =>
      resultOf([reading('1', value, { characteristic: 'torque', unit })]);
    expect(judge(torque('26', 'NU'), factsOf(plan)).outcome).toBe('pass');
    expect(codesOf(torque('26', 'KGM'), factsOf(plan))).toContain('unit-not-comparable');
  });
});

describe('sampling', () => {
  const two = [limits('diameter', '9.95', null)];
  /** So many pieces, of which the first few are too small. */
  const sample = (size: number, defective: number, changes: Partial<StatedResult> = {}) =>
    resultOf(
      Array.from({ length: size }, (_, index) => reading(String(index + 1), index < defective ? '9' : '10')),
      changes,
    );
  const double = planOf(two, { sampleSize: 5, accept: 1, reject: 3 });
  const figures = { lotSize: 100, sampleSize: 5, accept: 1, reject: 3 };

  it.each([
    [0, 'pass', 'pass'],
    [1, 'pass', 'pass'],
    [2, 'pass', 'contradiction'],
    [2, 'fail', 'contradiction'],
    [3, 'fail', 'fail'],
    [3, 'pass', 'contradiction'],
    [1, 'fail', 'contradiction'],
  ] as const)(
    '%i defective of 5, accepted up to 1 and rejected from 3, said to %s: %s',
    (bad, verdict, outcome) => {
      const judged = judge(sample(5, bad, { sampling: figures, verdict }), factsOf(double));
      expect([judged.outcome, judged.defectives.length]).toEqual([outcome, bad]);
    },
  );

  it('is the plan’s: other figures are a contradiction', () => {
    const stated = { lotSize: 100, sampleSize: 5, accept: 3, reject: 4 };
    expect(codesOf(sample(5, 0, { sampling: stated }), factsOf(double))).toEqual([
      'sampling-not-of-plan',
      'sampling-not-of-plan',
    ]);
    const every = planOf(two, { sampleSize: null, accept: 0, reject: 1 });
    expect(codesOf(sample(5, 0), factsOf(every))).toEqual(['sampling-not-of-plan']);
  });

  it('that the plan leaves open accepts no defective', () => {
    const stated = { lotSize: 100, sampleSize: 5, accept: 2, reject: 3 };
    expect(codesOf(sample(5, 2, { sampling: stated }), factsOf(planOf(two)))).toContain(
      'sampling-not-of-plan',
    );
    expect(judge(sample(5, 0), factsOf(planOf(two))).outcome).toBe('pass');
  });

  it('larger than the lot is every piece of it', () => {
    const stated = { lotSize: 3, sampleSize: 3, accept: 1, reject: 3 };
    expect(judge(sample(3, 0, { sampling: stated }), factsOf(double)).outcome).toBe('pass');
  });

  it('is complete to pass, and may be curtailed once the lot is rejected', () => {
    expect(codesOf(sample(4, 0, { sampling: figures }), factsOf(double))).toEqual(['sample-incomplete']);
    expect(judge(sample(3, 3, { sampling: figures, verdict: 'fail' }), factsOf(double)).outcome).toBe('fail');
    const both = planOf([...two, limits('length', null, '60')]);
    expect(codesOf(resultOf([reading('1', '10')]), factsOf(both))).toEqual(['sample-incomplete']);
  });
});

describe('what was measured otherwise than planned', () => {
  const facts = factsOf(planOf([limits('diameter', '9.95', null), limits('colour', null, null)]));
  it.each<[string, StatedResult, string]>([
    ['another revision', resultOf([reading('1', '10')], { revision: 'C' }), 'revision-not-of-lot'],
    [
      'another plan',
      resultOf([reading('1', '10')], { plan: { id: 'IP-X', version: 'B' } }),
      'plan-not-of-lot',
    ],
    [
      'another version of it',
      resultOf([reading('1', '10')], { plan: { id: 'IP-PIN-10', version: 'A' } }),
      'plan-not-of-lot',
    ],
    ['a gauge that is not fit', resultOf([reading('1', '10', { gauge: 'G-13' })]), 'gauge-not-fit'],
    [
      'a characteristic that is not planned',
      resultOf([reading('1', '10'), reading('1', '10', { characteristic: 'x' })]),
      'unknown-characteristic',
    ],
    ['a piece twice', resultOf([reading('1', '10'), reading('1', '10.1')]), 'measured-twice'],
    ['a piece that the lot does not have', resultOf([reading('101', '10')]), 'piece-not-of-lot'],
    ['nothing', resultOf([]), 'readings-missing'],
  ])('%s', (_what, result, code) => {
    expect(codesOf(result, facts)).toContain(code);
    expect(judge(result, facts).outcome).toBe('contradiction');
  });

  it('what the QMS leaves out of its own word is not held against it', () => {
    const word = resultOf([reading('1', '10')], { revision: null, plan: null, sampling: null });
    expect(judge(word, facts).outcome).toBe('pass');
  });

  it('serials are pieces too', () => {
    expect(judge(resultOf([reading('PIN-10:SN-900', '10')]), facts).outcome).toBe('pass');
  });

  it('each gauge is named once', () => {
    const pieces = ['1', '2', '3'].map((piece) => reading(piece, '10', { gauge: 'G-13' }));
    expect(codesOf(resultOf(pieces), facts)).toEqual(['gauge-not-fit']);
  });
});

describe('a reduced result', () => {
  const attributes = factsOf(planOf([limits('colour', null, null)]));
  it.each<Verdict>(['pass', 'fail'])('%s is taken where nothing has limits', (verdict) => {
    expect(judge(resultOf([], { verdict }), attributes)).toMatchObject({ outcome: verdict, findings: [] });
  });
  it('without any plan: bad is believed, good is not', () => {
    expect(judge(resultOf([], { verdict: 'fail' }), factsOf(null)).outcome).toBe('fail');
    expect(judge(resultOf([], { verdict: 'pass' }), factsOf(null))).toMatchObject({
      outcome: 'contradiction',
      findings: [{ code: 'plan-unknown' }],
    });
  });
});

describe('any measurements', () => {
  /** Hundredths of a millimetre, so that the test's own arithmetic is in whole numbers. */
  const hundredths = fc.integer({ min: 980, max: 1020 });
  const decimal = (value: number) => (value / 100).toFixed(2);
  const world = fc.record({
    lower: fc.option(hundredths),
    upper: fc.option(hundredths),
    accept: fc.integer({ min: 0, max: 3 }),
    pieces: fc.array(hundredths, { minLength: 1, maxLength: 12 }),
    verdict: fc.constantFrom<Verdict>('pass', 'fail'),
    inMetres: fc.boolean(),
  });

  it('pass and fail as counted by hand, in any unit; the other verdict is a contradiction, never believed', () => {
    fc.assert(
      fc.property(world, ({ lower, upper, accept, pieces, verdict, inMetres }) => {
        fc.pre(lower !== null || upper !== null);
        const plan = planOf(
          [
            limits(
              'diameter',
              lower === null ? null : decimal(lower),
              upper === null ? null : decimal(upper),
            ),
          ],
          { sampleSize: pieces.length, accept, reject: accept + 1 },
        );
        const readings = pieces.map((value, index) =>
          inMetres
            ? reading(String(index + 1), `0.0${String(value).padStart(4, '0')}`, { unit: 'MTR' })
            : reading(String(index + 1), decimal(value)),
        );
        const sampling = { lotSize: 100, sampleSize: pieces.length, accept, reject: accept + 1 };
        const bad = pieces.flatMap((value, index) =>
          (lower !== null && value < lower) || (upper !== null && value > upper) ? [String(index + 1)] : [],
        );
        const counted = bad.length > accept ? 'fail' : 'pass';
        const judged = judge(resultOf(readings, { sampling, verdict }), factsOf(plan));
        expect(judged.defectives).toEqual(bad);
        expect(judged.outcome).toBe(counted === verdict ? verdict : 'contradiction');
      }),
      { numRuns: 500 },
    );
  });
});
