export { qualityHold } from './quality-hold';
