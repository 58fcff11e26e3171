/** What a caller is at Interlock. */
export const ROLES = [
  'administrator',
  'quality',
  'engineering',
  'planning',
  'support',
  'auditor',
  'partner',
  // a plant's own process, not a person
  'plant',
] as const;
export type Role = (typeof ROLES)[number];
