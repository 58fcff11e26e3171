/** The WMS's lot conditions, from free to strict. */
export const CONDITIONS = ['available', 'inspection', 'returned', 'expired', 'damaged'] as const;
