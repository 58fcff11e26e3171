import type { Topology } from '../contracts/topology';
import type { Queue } from './pollers';

/** The queue of the sagas' workflow tasks and local activities. */
export const SAGA_QUEUE = 'interlock';
/** A task queue a system: limits, priority and isolation are then per system. */
export const queueOf = (system: string): string => `system.${system}`;

/** The system whose queue this is; null: the sagas' own. */
export const systemOf = (queue: string): string | null =>
  queue.startsWith('system.') ? queue.slice('system.'.length) : null;

/** Workflow ids are Interlock's own, and say in the Web UI what a saga is about. */
export const WORKFLOWS = {
  qualityHold: { id: 'quality-hold', summary: 'Quality hold' },
  engineeringChange: { id: 'engineering-change', summary: 'Engineering change' },
  plantRollout: { id: 'plant-rollout', summary: 'Engineering change at a plant' },
  baseline: { id: 'baseline', summary: 'Baseline of a plant' },
  inspection: { id: 'inspection', summary: 'Inspection' },
  productionOrder: { id: 'production-order', summary: 'Production order' },
  changePreflight: { id: 'change-preflight', summary: 'Preflight of an engineering change' },
} as const satisfies Record<string, { id: string; summary: string }>;
export type WorkflowType = keyof typeof WORKFLOWS;

/** Each plant's worker is a deployment of its own, so that plants and enterprise are rolled one by one. */
export const ENTERPRISE_DEPLOYMENT = 'interlock-enterprise';
export const deploymentOf = (plant: string): string => `interlock-plant-${plant}`;
export const deploymentsOf = (topology: Topology): string[] => [
  ENTERPRISE_DEPLOYMENT,
  ...Object.keys(topology.plants).map(deploymentOf),
];

/** Every queue that the workers of a deployment poll, and for what. */
export const queuesOf = (topology: Topology, deployment: string): Queue[] => [
  ...(deployment === ENTERPRISE_DEPLOYMENT ? [{ name: SAGA_QUEUE, tasks: 'workflow' as const }] : []),
  ...Object.entries(topology.systems)
    .filter(
      ([, { scope }]) =>
        deployment === (scope === 'enterprise' ? ENTERPRISE_DEPLOYMENT : deploymentOf(scope.plant)),
    )
    .map(([system]) => ({ name: queueOf(system), tasks: 'activity' as const })),
];

/** Every queue that workers poll, of all deployments. */
export const allQueuesOf = (topology: Topology): Queue[] =>
  deploymentsOf(topology).flatMap((deployment) => queuesOf(topology, deployment));
