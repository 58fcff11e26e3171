export const HOLD_CONTROL = 'Interlock hold';
