/** The ERP's stock statuses, from free to strict. */
export const STOCK_STATUSES = [
  'unrestricted',
  'quality inspection',
  'returns',
  'expired',
  'blocked',
] as const;
export type StockStatus = (typeof STOCK_STATUSES)[number];

/** The same in the words in which the ERP announces. */
export const ANNOUNCED: Record<string, string> = {
  unrestricted: 'unrestricted',
  'quality inspection': 'inspection',
  returns: 'returns',
  expired: 'expired',
  blocked: 'block',
};
