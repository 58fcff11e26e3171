import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/root';
import * as workflows from '../../workflows';

const FOLDER = join(__dirname, 'histories');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

interface Kept {
  readonly events: readonly {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowType: { readonly name: string } };
  }[];
}

const typeOf = (name: string): string | undefined =>
  (JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Kept).events[0]
    ?.workflowExecutionStartedEventAttributes?.workflowType.name;

/** What replay.test.ts replays: kept when a version is released, and for good. */
describe('The corpus of histories', () => {
  const kept = readdirSync(FOLDER).map((name) => ({ name, type: typeOf(name) }));

  test.each(Object.keys(workflows))('has one of %s for this version', (type) => {
    const found = kept.filter((one) => one.type === type && one.name.startsWith(`${version}-`));
    if (found.length === 0)
      throw new Error(
        `Version ${version} has no history of ${type}: let one run on a stack, keep it with ` +
          '`node dist/tools/record-history.js <workflow id> <version>-<workflow>`, and commit it.',
      );
  });

  test('names each by version and workflow', () => {
    const wrong = kept.filter(({ name, type }) => {
      const workflow = type?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return !new RegExp(`^\\d+\\.\\d+\\.\\d+-${workflow}(-[a-z0-9-]+)?\\.json$`).test(name);
    });
    expect(wrong).toEqual([]);
  });
});
