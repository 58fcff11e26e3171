export { baseline } from './baseline';
export { changePreflight } from './change-preflight';
export { engineeringChange } from './engineering-change';
export { inspection } from './inspection';
export { plantRollout } from './plant-rollout';
export { productionOrder } from './production-order';
export { qualityHold } from './quality-hold';
export { reconcile } from './reconcile';
