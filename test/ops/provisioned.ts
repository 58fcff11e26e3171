import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../tools/root';

/** Folder of `prometheus` and `promtool`; empty where they are not to be had. */
const folder = execFileSync(process.execPath, [join(ROOT, 'tools', 'provision', 'prometheus.mjs')], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
}).trim();
if (folder === '' && process.env.CI === 'true')
  throw new Error('Prometheus is needed here: in CI no test is skipped.');

/** Tests that want Prometheus: skipped where it is not to be had. */
export const describeWithPrometheus = folder === '' ? describe.skip : describe;
export const PROMETHEUS = join(folder, 'prometheus');
export const PROMTOOL = join(folder, 'promtool');
