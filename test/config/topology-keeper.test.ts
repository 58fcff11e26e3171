import { readFileSync } from 'node:fs';
import pino from 'pino';
import { TopologyKeeper } from '../../config/topology-keeper';
import type { TopologyReportRequest, TopologyVersion } from '../../contracts/topology-version';
import type { Running } from '../../config/running-topology';
import { demoTopology } from '../ledger/open-ledger';
import { eventually } from '../support/eventually';

const TEXT = readFileSync('config/topology.demo.yaml', 'utf8').replaceAll(/\$\{\w+\}/g, 'http://127.0.0.1:1');
const file: Running = { version: 0, document: { text: TEXT, variables: {} }, topology: demoTopology() };
const version = (number: number, text = TEXT): TopologyVersion => ({
  version: number,
  text,
  variables: {},
  environment: 'test',
  at: '2026-11-03T06:40:00.000Z',
  by: { id: 'ada', name: 'Ada' },
  transaction: 'TX-1',
});

let newest: TopologyVersion | null;
let used: number[];
let reports: TopologyReportRequest[];
let refuses: (running: Running) => boolean;
let keeper: TopologyKeeper;
beforeEach(() => {
  [newest, used, reports, refuses] = [null, [], [], () => false];
  keeper = new TopologyKeeper(file, {
    name: 'test',
    exchange: (report) => {
      reports.push(report);
      return Promise.resolve(newest);
    },
    use: (next) => {
      if (refuses(next)) throw new Error('there is no credential');
      used.push(next.version);
    },
    log: pino({ level: 'silent' }),
  });
});
afterEach(() => keeper.stop());

it('begins by its file, where there is no version', async () => {
  await keeper.start();
  expect(used).toEqual([0]);
});

it('begins by the newest version, and goes over to the next when it is told of one', async () => {
  newest = version(3);
  await keeper.start();
  expect(used).toEqual([3]);
  newest = version(4);
  keeper.lookNow();
  await eventually(() => used.includes(4));
  await eventually(() => reports.at(-1)?.version === 4);
});

it('that cannot take a version says so, goes on by the one before, and takes it once it can', async () => {
  await keeper.start();
  refuses = () => true;
  newest = version(1);
  keeper.lookNow();
  await eventually(() => reports.at(-1)?.failure?.text === 'there is no credential');
  expect(reports.at(-1)).toMatchObject({ version: 0, failure: { version: 1 } });
  expect(used).toEqual([0]);
  refuses = () => false;
  keeper.lookNow();
  await eventually(() => reports.at(-1)?.version === 1);
  expect(reports.at(-1)?.failure).toBeNull();
});

it('takes no version that is wrong, or meant for another environment', async () => {
  await keeper.start();
  newest = version(1, TEXT.replace('environment: test', 'environment: production'));
  keeper.lookNow();
  await eventually(() => reports.at(-1)?.failure !== null);
  expect(used).toEqual([0]);
});

it('whose own file will not do fails, or waits for another where it may', async () => {
  refuses = ({ version: number }) => number === 0;
  await expect(keeper.start()).rejects.toThrow('there is no credential');
  const started = keeper.start(true);
  newest = version(1);
  await started;
  expect(used).toEqual([1]);
});
