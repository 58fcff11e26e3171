import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology } from '../../config/topology';

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

describe('a topology', () => {
  it('is read with what it leaves out', () => {
    const topology = read('enterprise: northwing', 'enterprise: northwing')();
    expect(topology.plants.lyon).toMatchObject({ workingDays: [1, 2, 3, 4, 5], closed: [] });
    expect(topology.tiers.flight).toEqual({ escalateAfterMinutes: [15, 60, 240] });
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
    expect(read(from, to)).toThrow(`${path}: ${text}`);
  });

  it.each([
    ['no stage', '[15, 60, 240]', '[]'],
    ['a stage at once', '[15, 60, 240]', '[0, 60]'],
    ['stages that go back', '[15, 60, 240]', '[60, 15]'],
  ])('whose tier has %s is refused, with the line', (_, from, to) => {
    expect(read(from, to)).toThrow(/topology\.yaml:\d+: tiers\.flight\.escalateAfterMinutes/);
  });

  it('whose variable is not set is refused, with the line', () => {
    expect(read('enterprise: northwing', "enterprise: '${NOBODY}'")).toThrow(
      /topology\.yaml:\d+: \$\{NOBODY\} is not set in the environment\./,
    );
  });
});
