import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { DASHBOARDS } from '../../tools/observability/files';
import { ROOT } from '../../tools/root';

const source = z.object({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });
const Place = z.object({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
const Query = z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string(), datasource: source });
const Panel = z.discriminatedUnion('type', [
  z.object({ type: z.literal('row'), id: z.int(), title: z.string(), gridPos: Place }),
  ...(['timeseries', 'stat'] as const).map((type) =>
    z.object({
      type: z.literal(type),
      id: z.int(),
      title: z.string().min(1),
      description: z.string().min(1),
      gridPos: Place,
      datasource: source,
      targets: z.array(Query).min(1),
      fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }),
    }),
  ),
]);
const Variable = z.discriminatedUnion('type', [
  z.object({ type: z.literal('datasource'), name: z.literal('datasource'), query: z.literal('prometheus') }),
  z.object({ type: z.literal('query'), name: z.string(), query: z.string(), datasource: source }),
]);
/** As much of Grafana's dashboards, version 42 of their schema, as ours have. */
const Dashboard = z.object({
  schemaVersion: z.literal(42),
  uid: z.string().regex(/^interlock-[a-z]+$/),
  title: z.string(),
  description: z.string().min(1),
  tags: z.tuple([z.literal('interlock')]),
  time: z.object({ from: z.string(), to: z.literal('now') }),
  templating: z.object({ list: z.array(Variable).min(1) }),
  panels: z.array(Panel).min(4),
});
type Place = z.infer<typeof Place>;

describe.each(Object.entries(DASHBOARDS))('the dashboard %s', (name, made) => {
  const dashboard = Dashboard.parse(JSON.parse(JSON.stringify(made)));
  const { panels } = dashboard;

  it('is of a form that Grafana imports, and of a place of its own', () => {
    expect(dashboard.uid).toBe(`interlock-${name}`);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const panel of panels)
      if (panel.type !== 'row') {
        const refs = panel.targets.map(({ refId }) => refId);
        expect(new Set(refs).size).toBe(refs.length);
      }
  });

  it('has no two panels at one place, and none beside the page', () => {
    const overlap = (a: Place, b: Place) =>
      a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    for (const [index, { title, gridPos: place }] of panels.entries()) {
      expect([title, place.x + place.w <= 24]).toEqual([title, true]);
      for (const other of panels.slice(index + 1))
        expect([title, other.title, overlap(place, other.gridPos)]).toEqual([title, other.title, false]);
    }
  });

  it('asks by variables that it has, and by all of these', () => {
    const known = dashboard.templating.list.map((variable) => variable.name);
    const used = new Set(
      JSON.stringify(panels)
        .match(/\$\{?[a-z]\w*\}?/g)!
        .map((text) => text.replace(/\W/g, '')),
    );
    expect([...used].toSorted()).toEqual([...known].toSorted());
  });
});

it('Grafana is told where the dashboards and Prometheus are, as docker-compose.yml has them', () => {
  const read = (path: string) => parse(readFileSync(join(ROOT, path), 'utf8'), { merge: true });
  const { services } = read('docker-compose.yml');
  const [provider] = read('ops/grafana/provisioning/dashboards/interlock.yml').providers;
  expect(services.grafana.volumes).toContain(`./ops/grafana/dashboards:${provider.options.path}:ro`);
  const [{ url }] = read('ops/grafana/provisioning/datasources/prometheus.yml').datasources;
  expect(services[new URL(url).hostname]).toBeDefined();
});
