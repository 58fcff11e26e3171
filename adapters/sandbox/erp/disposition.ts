import type { DocumentWords } from '../document-effect';

/** Material documents: scrap, a return order, a regrade to another lot. */
export const erpDispositions: DocumentWords = {
  name: 'material-document',
  field: 'movement',
  actions: { scrap: 'scrap', 'return-to-supplier': 'return', regrade: 'regrade' },
  lots: null,
};
