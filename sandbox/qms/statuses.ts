/** What the QMS says of a lot's quality, from free to strict. */
export const QUALITY_STATES = ['cleared', 'in inspection', 'returned', 'expired', 'rejected'] as const;
