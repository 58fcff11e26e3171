import type { Demo } from './demo';
import { good } from './http';

export const COMPLETED = 'WORKFLOW_EXECUTION_STATUS_COMPLETED';

/** How Temporal itself says that a saga stands, and how many events its history has. */
export async function runOf(
  demo: Demo,
  workflow: string,
): Promise<{ status: string; historyLength: string }> {
  const path = `/api/v1/namespaces/interlock/workflows/${encodeURIComponent(workflow)}`;
  const asked = demo
    .temporal()
    .get<{ workflowExecutionInfo: { status: string; historyLength: string } }>(path);
  return (await good(`The workflow ${workflow}`, asked)).body.workflowExecutionInfo;
}
