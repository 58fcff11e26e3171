import type { Means } from '../../port';
import type { DocumentWords } from '../document-effect';
import { wmsLots } from './lot';

/** Write-offs of what leaves the lot, for good or for another. */
export const wmsDispositions = (means: Means): DocumentWords => ({
  name: 'write-off',
  field: 'cause',
  actions: {
    scrap: 'scrap',
    'return-to-supplier': 'return',
    regrade: 'regrade',
    rework: 'transfer',
    repair: 'transfer',
  },
  lots: wmsLots(means),
});
