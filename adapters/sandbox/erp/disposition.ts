import type { DocumentWords } from '../document-effect';

/** Material documents: scrap, a return order, a regrade, what rework made another lot of. */
export const erpDispositions: DocumentWords = {
  name: 'material-document',
  field: 'movement',
  actions: {
    scrap: 'scrap',
    'return-to-supplier': 'return',
    regrade: 'regrade',
    rework: 'transfer',
    repair: 'transfer',
  },
  lots: null,
};
