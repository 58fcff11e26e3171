import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { documentOf } from '../../../config/running-topology';
import { checkTopology } from '../../../config/topology';
import { findingInWords } from '../../../config/topology-text';
import { ENVIRONMENTS, type Environment } from '../../../contracts/topology';
import type {
  AppliedTopology,
  RunningTopology,
  TopologyDocument,
  TopologyFinding,
  TopologyPlan,
  TopologyVersion,
} from '../../../contracts/topology-version';
import { untilTaken } from '../taken';
import { Usage, variablesFor, type Options } from '../place';
import { asking, examples, print, type Found } from '../run';
import { list, table } from '../table';

/** `topology show|versions|check|diff|apply` */
export function topology(program: Command): void {
  const group = program
    .command('topology')
    .description('Plants, systems and rules: check a file, compare it with what runs, put it in force');
  group
    .command('show')
    .description('The topology in force, and which version each process goes by')
    .option('--text', 'print its file')
    .action(
      asking<[], { text?: boolean }>(async ({ api, options }) => {
        const value = await api.get<RunningTopology>('/v1/topology');
        return { value, text: options.text ? value.text : inForce(value) };
      }),
    );
  group
    .command('versions')
    .description('Every topology that was applied, newest first')
    .action(
      asking<[]>(async ({ api }) => {
        const value = await api.get<{ items: TopologyVersion[] }>('/v1/topology/versions');
        const rows = value.items.map((one) => [one.version, one.at, one.by?.name, one.transaction]);
        return { value, text: table(['version', 'applied at', 'by', 'transaction'], rows) };
      }),
    );
  group
    .command('check <file>')
    .description('Everything that is wrong in a file: line, column and remedy; asks nobody')
    .option('--environment <name>', `refuse one that is not for it: ${ENVIRONMENTS.join(' or ')}`)
    .addHelpText('after', examples('topology check config/three-plants.yaml --environment production'))
    .action((file: string, _options: object, command: Command) => {
      const options = command.optsWithGlobals<Options & { environment?: string }>();
      print(check(file, options), options);
    });
  group
    .command('diff <file>')
    .description('What a file would add, change and remove, what that means, and what stands in its way')
    .action(
      asking<[string]>(async ({ api, options }, file) => {
        const value = await api.post<TopologyPlan>('/v1/topology/diff', documentFrom(file, options));
        return { value, ...planInWords(file, value) };
      }),
    );
  group
    .command('apply <file>')
    .description('Puts a file in force, and waits until every process goes by it or says why not')
    .option('--wait <seconds>', 'wait so long at most', '30')
    .addHelpText('after', examples('topology apply config/three-plants.yaml'))
    .action(
      asking<[string], { wait: string }>(async ({ api, options }, file) => {
        const seconds = Number(options.wait);
        if (!(seconds >= 0)) throw new Usage('--wait is a number of seconds.');
        const document = documentFrom(file, options);
        const plan = await api.post<TopologyPlan>('/v1/topology/diff', document);
        const words = planInWords(file, plan);
        if (words.failed || plan.changes.length === 0) return { value: plan, ...words };
        const { version } = await api.post<AppliedTopology>('/v1/topology', document);
        const running = await untilTaken(api, version.version, seconds);
        const late = running.processes.some((one) => one.version !== version.version);
        return {
          value: { ...plan, running },
          text: `${words.text}\n\n${inForce(running)}`,
          failed: late,
        };
      }),
    );
}

function documentFrom(file: string, options: Options): TopologyDocument {
  return documentOf(read(file), variablesFor(options));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Usage(`${file} cannot be read: ${(error as Error).message}.`);
  }
}

function check(file: string, options: Options & { environment?: string }): Found {
  const environment = options.environment as Environment | undefined;
  if (environment !== undefined && !ENVIRONMENTS.includes(environment))
    throw new Usage(`--environment is ${ENVIRONMENTS.join(' or ')}.`);
  const { findings } = checkTopology(
    { text: read(file), variables: variablesFor(options) },
    environment ?? null,
  );
  return { value: { findings }, ...findingsInWords(file, findings) };
}

const findingsInWords = (file: string, findings: readonly TopologyFinding[]) => ({
  text:
    findings.length === 0 ? `${file} is good` : findings.map((one) => findingInWords(file, one)).join('\n'),
  failed: findings.length > 0,
});

function planInWords(file: string, { findings, changes, version }: TopologyPlan) {
  if (findings.length > 0) return findingsInWords(file, findings);
  if (changes.length === 0) return { text: `${file} is what runs (version ${version})`, failed: false };
  const lines = changes.map(({ kind, path, fields, means, refused }) => {
    const what = `${SIGNS[kind]} ${path}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}: ${means}`;
    return refused === null ? what : `${what}\n  REFUSED: ${refused}`;
  });
  return { text: lines.join('\n'), failed: changes.some(({ refused }) => refused !== null) };
}

const SIGNS = { added: '+', changed: '~', removed: '-' };

const inForce = ({ version, environment, at, by, processes }: RunningTopology): string =>
  [
    list({ version, environment, 'applied at': at, by: by?.name }),
    table(
      ['process', 'version', 'heard of', 'why not the newest'],
      processes.map((one) => [one.process, one.version, one.at, one.failure?.text]),
    ),
  ].join('\n\n');
