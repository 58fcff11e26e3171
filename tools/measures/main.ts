/** `node dist/tools/measures/main.js`: writes the table of measures anew. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root';
import { allMeasures, measuresPage } from './table';

writeFileSync(join(ROOT, 'ops', 'MEASURES.md'), measuresPage(allMeasures()));
