export { changePreflight } from './change-preflight';
export { engineeringChange } from './engineering-change';
export { plantRollout } from './plant-rollout';
export { qualityHold } from './quality-hold';
export { reconcile } from './reconcile';
