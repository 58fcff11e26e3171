/** The MES's lot statuses, from free to strict. */
export const LOT_STATUSES = [
  'available',
  'pending inspection',
  'returned',
  'expired',
  'quarantined',
] as const;
