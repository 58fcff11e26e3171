import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What runs: the package's version, and the build id of its workflows, which its workers are known by at Temporal. */
export interface Build {
  readonly version: string;
  readonly build: string;
}

/** @returns the build of this program; `build` is `none` where it was not built, as in tests of single parts */
export function readBuild(): Build {
  const { version } = JSON.parse(readFileSync(nearest('package.json', __dirname), 'utf8')) as {
    version: string;
  };
  const buildId = join(__dirname, '..', 'build-id');
  return { version, build: existsSync(buildId) ? readFileSync(buildId, 'utf8').trim() : 'none' };
}

/** The file of that name in the folder, or in the next one above it that has one. */
function nearest(name: string, folder: string): string {
  const path = join(folder, name);
  if (existsSync(path) || dirname(folder) === folder) return path;
  return nearest(name, dirname(folder));
}
