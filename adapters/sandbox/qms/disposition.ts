import { DECISIONS } from '../../../contracts/disposition';
import type { DocumentWords } from '../document-effect';

/** Reports of how a decision is carried out; of a rework or a repair it is the request to inspect again. */
export const qmsDispositions: DocumentWords = {
  name: 'disposition-report',
  field: 'decision',
  actions: Object.fromEntries(DECISIONS.map((decision) => [decision, decision])),
  lots: null,
};
