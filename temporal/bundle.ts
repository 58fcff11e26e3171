import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { FAILURE_CONVERTER } from './data-converter';

/** Beside the compiled floors: dist/workflow-bundle.js and dist/build-id. */
const folder = join(__dirname, '..');
const bundlePath = join(folder, 'workflow-bundle.js');
const buildIdPath = join(folder, 'build-id');

/** The workflows of this build, and the build id of its worker deployments: the hash of that bundle. */
export function readBundle(): { codePath: string; buildId: string } {
  if (!existsSync(buildIdPath)) throw new Error(`${buildIdPath} is missing: run \`npm run build\`.`);
  return { codePath: bundlePath, buildId: readFileSync(buildIdPath, 'utf8') };
}

async function main(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(folder, 'workflows', 'index.js'),
    workflowInterceptorModules: [join(folder, 'workflows', 'trace.js')],
    failureConverterPath: FAILURE_CONVERTER,
  });
  writeFileSync(bundlePath, code);
  // The source map inside the bundle names folders of this machine; the code alone says what a worker runs.
  const executed = code.slice(0, code.lastIndexOf('//# sourceMappingURL'));
  writeFileSync(buildIdPath, createHash('sha256').update(executed).digest('hex').slice(0, 16));
}

if (require.main === module) void main();
