import type { Means } from '../../port';
import type { DocumentWords } from '../document-effect';
import { wmsLots } from './lot';

/** Write-offs of what leaves the lot. */
export const wmsDispositions = (means: Means): DocumentWords => ({
  name: 'write-off',
  field: 'cause',
  actions: { scrap: 'scrap', 'return-to-supplier': 'return', regrade: 'regrade' },
  lots: wmsLots(means),
});
