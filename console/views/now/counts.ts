import type { OpenHold, Overview } from '../../client/openapi';

/** Holds of a plant that lack something; one that covers nothing yet lacks nothing. */
export const notContained = ({ gated, partial, empty }: Overview['holds']['plants'][number]): number =>
  gated + partial - empty;

export const lacks = ({ containment, required, unnamed }: OpenHold): boolean =>
  containment !== 'effective' && (required > 0 || unnamed.length > 0);
