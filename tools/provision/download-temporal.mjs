/** Downloads the Temporal CLI by the SDK's own way: `node download-temporal.mjs <folder> <version>`. */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [downloadDir, version] = process.argv.slice(2);
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir, version: `v${version}`, ttl: '365 days' } },
});
await environment.teardown();
