import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology } from '../../config/topology';
import { findingInWords, parseTopology } from '../../config/topology-text';

const DEMO = readFileSync('config/topology.demo.yaml', 'utf8').replaceAll(/\$\{\w+\}/g, 'http://127.0.0.1:1');
const folder = mkdtempSync(join(tmpdir(), 'interlock-topology-'));
const path = join(folder, 'topology.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads the demo's topology with one thing put in the place of another. */
function read(from: string, to: string) {
  expect(DEMO).toContain(from);
  writeFileSync(path, DEMO.replace(from, to));
  return () => readTopology(path, {});
}

const escaped = (text: string) => text.replaceAll(/[.[\]()?]/g, '\\$&');

describe('a topology', () => {
  it('is read with what it leaves out', () => {
    const topology = read('enterprise: northwing', 'enterprise: northwing')();
    expect(topology.plants.lyon).toMatchObject({ workingDays: [1, 2, 3, 4, 5], closed: [] });
    expect(topology.tiers.flight).toEqual({
      escalateAfterMinutes: [15, 60, 240],
      objectives: { propagation: { seconds: 10, share: 0.999 }, release: { seconds: 60, share: 0.99 } },
    });
  });

  it.each([
    [
      'a tier',
      'tier: flight',
      'tier: freight',
      'productFamilies.wing-bracket.tier: there is no tier "freight"; add it to tiers.',
    ],
    [
      'a plant',
      '{ plant: lyon }',
      '{ plant: paris }',
      'systems.mes-lyon.scope.plant: there is no plant "paris"; name one of lyon, monterrey.',
    ],
    [
      'a plant in a trigger',
      'plant: lyon\n    workCentre',
      'plant: paris\n    workCentre',
      'triggers[0].plant: there is no plant "paris"; name one of lyon, monterrey.',
    ],
    [
      'a product family',
      'PIN-10: { productFamily: wing-bracket',
      'PIN-10: { productFamily: wing',
      'items.PIN-10.productFamily: there is no product family "wing"; add it to productFamilies.',
    ],
  ])('that names %s which is not there is refused', (_, from, to, text) => {
    expect(read(from, to)).toThrow(new RegExp(`^${path}:\\d+:\\d+: ${escaped(text)}`, 'm'));
  });

  it.each([
    ['no stage', '[15, 60, 240]', '[]'],
    ['a stage at once', '[15, 60, 240]', '[0, 60]'],
    ['stages that go back', '[15, 60, 240]', '[60, 15]'],
  ])('whose tier has %s is refused, with the line', (_, from, to) => {
    expect(read(from, to)).toThrow(/topology\.yaml:\d+:\d+: tiers\.flight\.escalateAfterMinutes/);
  });

  it('is refused with everything that is wrong, in the order of the lines, each with its column and remedy', () => {
    const text = DEMO.replace('timeZone: Europe/Paris', 'timeZone: Europe/Lutetia')
      .replace("start: '13:30', end: '21:30'", "start: '12:30', end: '21:30'")
      .replace('scope: { plant: monterrey }', 'scope: { plant: lyon }')
      .replace('unit: MTR', 'unit: MTR, units: { KGM: "2" }');
    const { findings } = parseTopology({ text, variables: {} });
    expect(findings.map(({ line, column, path: at }) => `${line}:${column} ${at}`)).toEqual([
      '7:5 plants.lyon.timeZone',
      '10:9 plants.lyon.shifts[1]',
      '17:3 plants.monterrey',
    ]);
    expect(findings[2]).toMatchObject({
      text: 'has no MES',
      remedy: expect.stringContaining('roles: [mes]'),
    });
  });

  it('whose fields are unknown, missing or of another kind is refused with all of them', () => {
    const text = DEMO.replace('quarantine: LYON-QUARANTINE', 'quarantaine: LYON-QUARANTINE')
      .replace('graceSeconds: 900', 'graceSeconds: long')
      .replace('severity: major', 'severity: huge');
    const { findings } = parseTopology({ text, variables: {} });
    expect(findings.map((finding) => findingInWords('t.yaml', finding))).toEqual([
      't.yaml:6:3: plants.lyon.quarantine: is missing; give it, string.',
      't.yaml:11:5: plants.lyon.quarantaine: is not known here; take it out, or correct its spelling.',
      't.yaml:13:5: plants.lyon.graceSeconds: Invalid input: expected number, received string; write it as number.',
      't.yaml:47:5: triggers[0].severity: is none of those that there are; take one of critical, major, minor.',
    ]);
  });

  it('is refused where it stands though a variable before it is longer than its name', () => {
    const text = "enterprise: '${NAME}'\nplants: { lyon: { timeZone: '${NAME}' , bad: 1 } }";
    const { findings } = parseTopology({ text, variables: { NAME: 'a-name-that-is-long' } });
    expect(findings.find(({ path: at }) => at === 'plants.lyon.bad')).toMatchObject({ line: 2, column: 41 });
  });

  it('with a trigger that none reaches is refused', () => {
    const again =
      '  - { state: out-of-calibration, plant: lyon, workCentre: CNC-2, severity: minor, reason: { code: c, text: t } }\n';
    const { findings } = parseTopology({
      text: DEMO.replace('systems:\n', `${again}systems:\n`),
      variables: {},
    });
    expect(findings).toMatchObject([{ path: 'triggers[1]', remedy: expect.stringContaining('before') }]);
  });

  it('that names a system twice is refused', () => {
    const { findings } = parseTopology({
      text: DEMO.replace('  plm: {', '  erp: {'),
      variables: {},
    });
    expect(findings).toMatchObject([{ line: expect.any(Number), text: 'Map keys must be unique' }]);
  });

  it('for one environment is refused by the other, with the remedy', () => {
    writeFileSync(path, DEMO.replace('environment: test', 'environment: production'));
    expect(() => readTopology(path, { INTERLOCK_ENVIRONMENT: 'production' })).toThrow(
      /systems\.erp\.product: sandbox-erp is no system for production/,
    );
    writeFileSync(path, DEMO);
    expect(() => readTopology(path, { INTERLOCK_ENVIRONMENT: 'production' })).toThrow(
      /for test, and this is production; give the topology for production/,
    );
    expect(() => readTopology(path, { INTERLOCK_ENVIRONMENT: 'staging' })).toThrow(
      'INTERLOCK_ENVIRONMENT is "staging"; it is one of test, production.',
    );
  });

  it('whose variable is not set is refused, with the line', () => {
    expect(read('enterprise: northwing', "enterprise: '${NOBODY}'")).toThrow(
      /topology\.yaml:3:14: \$\{NOBODY\} is not set in the environment; set it/,
    );
  });
});
