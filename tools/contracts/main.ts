/**
 * `npm run contracts`: holds the documents of this code against the last released ones. Exit 1 where a client of those would
 * stumble, naming the rule that was broken. `npm run contracts -- release` makes the present ones the released.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApi } from '../../api/documents/asyncapi';
import { openApi } from '../../api/documents/openapi';
import { routes } from '../../api/routes';
import { ROOT } from '../root';
import { compareAsyncApi } from './compare-asyncapi';
import { compareOpenApi } from './compare-openapi';
import type { AsyncApi, OpenApi } from './document';
import { RULES, type Breach } from './rules';

const RELEASED = join(ROOT, 'contracts', 'released');

/** A difference that was looked at, and that no client of the last release meets, for the reason that is given. */
interface Accepted extends Breach {
  readonly why: string;
}

/**
 * What clients of the last release would stumble over, but for what `contracts/released/accepted.json` says of it.
 * @throws Error that names what is accepted there and is not so: it would hide what comes later
 */
export function breaches(now: Date): Breach[] {
  const found = [
    ...compareOpenApi(released<OpenApi>('openapi.json'), plain<OpenApi>(openApi(routes)), now),
    ...compareAsyncApi(released<AsyncApi>('asyncapi.json'), plain<AsyncApi>(asyncApi())),
  ];
  const accepted = released<readonly Accepted[]>('accepted.json');
  const isSame = (a: Breach, b: Breach) => a.rule === b.rule && a.where === b.where && a.text === b.text;
  const idle = accepted.find((one) => !found.some((other) => isSame(one, other)));
  if (idle)
    throw new Error(
      `contracts/released/accepted.json: ${idle.rule} at ${idle.where} (${idle.text}) is not so: take it out.`,
    );
  return found.filter((one) => !accepted.some((other) => isSame(one, other)));
}

const released = <T>(name: string): T => JSON.parse(readFileSync(join(RELEASED, name), 'utf8')) as T;
/** As it is served. */
const plain = <T>(document: object): T => JSON.parse(JSON.stringify(document)) as T;

function release(): void {
  mkdirSync(RELEASED, { recursive: true });
  const write = (name: string, document: object) =>
    writeFileSync(join(RELEASED, name), `${JSON.stringify(document, null, 1)}\n`);
  write('openapi.json', openApi(routes));
  write('asyncapi.json', asyncApi());
  write('accepted.json', []);
}

if (require.main === module) {
  if (process.argv[2] === 'release') release();
  const found = breaches(new Date());
  for (const { rule, where, text } of found) console.error(`${rule}: ${where}: ${text}\n  ${RULES[rule]}`);
  console.log(
    found.length === 0
      ? 'Every client of the last release can go on.'
      : `${found.length} changes would break clients of the last release: give the call or the event a new version beside the old one.`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
