import { DefaultFailureConverter } from '@temporalio/common';

/**
 * A failure's message and stack travel as a payload, so that they are encrypted like any other: a system's own words may be in
 * them.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
