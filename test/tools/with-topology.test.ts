import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrBeginLife, saveLife } from '../../tools/stack/life';
import { findProfile } from '../../tools/stack/profiles';
import { withTopology } from '../../tools/stack/profiles/with-topology';

const folder = mkdtempSync(join(tmpdir(), 'interlock-with-topology-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sandbox = findProfile('sandbox');

/** The demo's topology with a third plant. @param address of its MES */
function threePlants(address: string): string {
  const plant = `  wichita:\n    timeZone: America/Chicago\n    shifts: [{ name: day, start: '07:00', end: '15:00' }]\n    quarantine: ICT\n`;
  const mes = `  mes-wichita: { roles: [mes], scope: { plant: wichita }, product: sandbox-mes, address: '${address}' }\n`;
  const path = join(folder, 'three.yaml');
  const demo = readFileSync('config/topology.demo.yaml', 'utf8');
  writeFileSync(
    path,
    demo
      .replace('productFamilies:\n', `${plant}productFamilies:\n`)
      .replace('systems:\n', `systems:\n${mes}`),
  );
  return path;
}

const layOut = (path: string) =>
  withTopology(sandbox, path).layOut({
    port: (_name, usual) => Promise.resolve(usual),
    folder: (name) => name,
    webhookUrl: (system) => `http://127.0.0.1/${system}`,
    interlock: { url: 'http://127.0.0.1', key: 'key' },
    webhookSecrets: {},
    systemCredentials: {},
    databaseUrl: (name) => name,
    signal: new AbortController().signal,
  });

describe('a stack on a topology of its own', () => {
  it('has a worker for each plant, and runs the sandbox systems that the file leaves to it', async () => {
    const path = threePlants('${INTERLOCK_ADDRESS_MES_WICHITA}');
    const profile = withTopology(sandbox, path);
    expect(profile.plants).toEqual(['lyon', 'monterrey', 'wichita']);
    expect(profile.systems).toEqual([...sandbox.systems, 'mes-wichita']);
    const { systems, processes } = await layOut(path);
    expect(systems['mes-wichita']).toMatchObject({ address: 'http://127.0.0.1:8121' });
    const mes = processes.find(({ name }) => name === 'mes-wichita');
    expect(mes?.env).toMatchObject({ SANDBOX_KIND: 'mes', SANDBOX_PLANT: 'wichita' });
  });

  it('does not run a system that has an address', async () => {
    const { systems } = await layOut(threePlants('http://mes.wichita:8080'));
    expect(Object.keys(systems)).toEqual(sandbox.systems);
  });

  it('is refused with every error of the file', () => {
    const path = threePlants('${INTERLOCK_ADDRESS_MES_WICHITA}');
    writeFileSync(path, readFileSync(path, 'utf8').replace('America/Chicago', 'Chicago'));
    expect(() => withTopology(sandbox, path)).toThrow(/three\.yaml:\d+:\d+: plants\.wichita\.timeZone/);
  });

  it('has secrets for what was added since its first start, and keeps the others', () => {
    const two = readOrBeginLife(folder, 'sandbox', ['erp'], {}, ['lyon']);
    saveLife(folder, two);
    const three = readOrBeginLife(folder, 'sandbox', ['erp', 'mes-wichita'], {}, ['lyon', 'wichita']);
    expect(three.keys).toMatchObject(two.keys);
    expect(three.webhookSecrets).toEqual({ ...two.webhookSecrets, 'mes-wichita': expect.any(String) });
    expect(three.keys['plant-wichita']).toEqual(expect.any(String));
  });
});
