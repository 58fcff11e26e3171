import type { Means } from '../../port';
import type { DocumentWords } from '../document-effect';
import { mesLots } from './lot';

/** Tasks of the shop floor, and pieces booked out of its lots. */
export const mesDispositions = (means: Means): DocumentWords => ({
  name: 'task',
  field: 'work',
  actions: {
    sort: 'sort',
    rework: 'rework',
    repair: 'repair',
    scrap: 'scrap',
    'return-to-supplier': 'return',
    regrade: 'regrade',
  },
  lots: mesLots(means),
});
