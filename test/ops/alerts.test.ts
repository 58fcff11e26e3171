import { eventually } from '../support/eventually';
import { ALARMS } from './alarms';
import { panelExpressions } from './expressions';
import { startExporter, type Exporter } from './exporter';
import { startPrometheus, type Prometheus, type Target } from './prometheus';
import { describeWithPrometheus } from './provisioned';
import { alerts } from './rule-files';

const API = 'interlock-api';
const ENTERPRISE = 'interlock-worker-enterprise';
const PLANT = 'interlock-worker-plant';
const ALL = alerts()
  .map(({ alert, labels }) => `${alert}/${labels.severity}`)
  .toSorted();
/** It is about measures that are not there, so that others cannot be told with it. */
const ABSENT = 'InterlockMeasuresAbsent/critical';

describeWithPrometheus('A real Prometheus with the rules as they are given', () => {
  let exporter: Exporter;
  let prometheus: Prometheus;
  const target = (job: string): Target => ({ job, address: exporter.address, labels: { plant: 'lyon' } });
  beforeAll(async () => {
    exporter = await startExporter(ENTERPRISE, Object.values(ALARMS).flat());
    prometheus = await startPrometheus([API, ENTERPRISE, PLANT]);
  });
  afterAll(async () => {
    await prometheus.stop();
    await exporter.close();
  });

  /** What is not told and should be, or is and should not. */
  const told = (expected: readonly string[]) =>
    eventually(async () => {
      const firing = await prometheus.firing();
      const differs = [
        ...expected.filter((alert) => !firing.includes(alert)).map((alert) => `${alert} is not told`),
        ...firing.filter((alert) => !expected.includes(alert)).map((alert) => `${alert} is told`),
      ];
      if (differs.length > 0) throw new Error(differs.join('\n'));
      return true;
    });

  it('there is an alarm of the test for every alert', () => {
    const names = new Set(alerts().map(({ alert }) => alert));
    expect(Object.keys(ALARMS).toSorted()).toEqual([...names].toSorted());
  });

  it('tells that nobody is scraped', () => told([ABSENT, 'InterlockNotScraped/critical']));

  it('tells nothing while all is well, each alert when it is not, and nothing again once it is mended', async () => {
    prometheus.scrape([API, ENTERPRISE, PLANT].map(target));
    await told([]);
    exporter.mood = 'alarm';
    exporter.failing = API;
    prometheus.scrape([API, ENTERPRISE].map(target));
    await told(ALL.filter((alert) => alert !== ABSENT));
    exporter.mood = 'calm';
    exporter.failing = null;
    prometheus.scrape([API, ENTERPRISE, PLANT].map(target));
    await told([]);
  });

  it('understands every query of the dashboards', async () => {
    for (const { expr } of panelExpressions())
      await prometheus.query(expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*'));
  });

  it('tells that the measures of holds and targets are gone, which silences the alerts on them', async () => {
    exporter.absent = (series) => series.startsWith('interlock_holds');
    await told([ABSENT]);
    exporter.absent = () => false;
    await told([]);
  });
});
