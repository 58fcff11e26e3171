/** `npm run observability`: writes what Prometheus and Grafana are given in ops/. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root';
import { FILES } from './files';

for (const [path, text] of Object.entries(FILES)) {
  writeFileSync(join(ROOT, path), text);
  process.stdout.write(`${path}\n`);
}
