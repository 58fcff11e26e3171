/**
 * `npm run rollout -- to|back <version>|status|workers`: rolls a version out, deployment by deployment, and back. CONTRIBUTING.md says
 * how. Told by the environment where, as Interlock's own programs are, or by `--data` of a stack that `npm start` runs.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, ScheduleClient } from '@temporalio/client';
import { readBundle } from '../../temporal/bundle';
import { connect } from '../../temporal/connect';
import { versionsOf } from '../../temporal/deployments';
import { deploymentOf, deploymentsOf, ENTERPRISE_DEPLOYMENT } from '../../temporal/names';
import { setSchedules } from '../../temporal/schedules';
import { placeOfEnvironment, placeOfStack } from './place';
import { renewSagas } from './renew';
import { replayOpen } from './replay';
import { roll, type Rollout } from './roll';
import { runWorkers } from './workers';

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    wait: { type: 'string', default: '60' },
  },
});

const COMMANDS: Record<string, (rollout: Rollout, deployments: readonly string[]) => Promise<void>> = {
  to,
  back,
  status,
};

async function main(): Promise<void> {
  const name = positionals[0] ?? '';
  const data = options.data === undefined ? null : resolve(options.data);
  if (name === 'workers') {
    if (data === null)
      throw new Error('`workers` runs beside a stack: give its data folder, `--data .interlock`.');
    return runWorkers(data);
  }
  const command = COMMANDS[name];
  if (!command)
    throw new Error(
      `Usage: npm run rollout -- to|back <version>|status|workers [--data <folder>] [--only <plant>,enterprise] [--wait <seconds>]`,
    );
  const place = await (data === null ? placeOfEnvironment() : placeOfStack(data));
  const connection = await connect(place.temporal, console.log);
  const client = new Client({
    connection,
    namespace: place.namespace,
    dataConverter: place.dataConverter,
  });
  const wait = { waitMs: Number(options.wait) * 1000 };
  try {
    const deployments = chosen(deploymentsOf(place.topology));
    await command({ connection, client, place, wait, say: console.log }, deployments);
  } finally {
    await connection.close();
  }
}

/** Plants first: an older enterprise asks a newer plant for nothing that it does not know. */
function chosen(all: readonly string[]): string[] {
  const order = [...all].sort(
    (a, b) => Number(a === ENTERPRISE_DEPLOYMENT) - Number(b === ENTERPRISE_DEPLOYMENT),
  );
  if (options.only === undefined) return order;
  const named = options.only
    .split(',')
    .map((one) => (one === 'enterprise' ? ENTERPRISE_DEPLOYMENT : deploymentOf(one)));
  const unknown = named.find((one) => !all.includes(one));
  if (unknown)
    throw new Error(`--only names ${unknown}, which the topology has not. It has ${all.join(', ')}.`);
  return order.filter((one) => named.includes(one));
}

/** This release becomes current. */
async function to(rollout: Rollout, deployments: readonly string[]): Promise<void> {
  const { buildId } = readBundle();
  const withSagas = deployments.includes(ENTERPRISE_DEPLOYMENT);
  if (withSagas)
    rollout.say(
      `${await replayOpen(rollout.client, rollout.place.dataConverter)} open sagas replay under version ${buildId}`,
    );
  for (const deployment of deployments) await roll(rollout, deployment, buildId);
  const { namespace, topology } = rollout.place;
  if (withSagas)
    await setSchedules(new ScheduleClient({ connection: rollout.connection, namespace }), topology);
}

/**
 * Each deployment that has come to the version that is left goes back to the one before. The enterprise first, since older
 * plants know nothing newer. Repeats do nothing.
 */
async function back(rollout: Rollout, deployments: readonly string[]): Promise<void> {
  const { client, connection, place, say } = rollout;
  const left = positionals[1];
  if (left === undefined)
    throw new Error('Which version is to be left? `back <version>`; `status` names it.');
  for (const deployment of deployments.toReversed()) {
    const { current, former } = await versionsOf(connection, place.namespace, deployment);
    if (current !== left) say(`${deployment}: ${current ?? 'none'} is current, not ${left}`);
    else if (former === null)
      throw new Error(`${deployment} has had no version before ${left} to go back to.`);
    else await roll(rollout, deployment, former);
    if (deployment === ENTERPRISE_DEPLOYMENT && current !== null)
      say(`${await renewSagas(client, left)} sagas that went on under ${left} began anew from the ledger`);
  }
  say(`Stop the workers of ${left}, then repeat this: what they have begun until then begins anew as well.`);
}

async function status({ connection, place, say }: Rollout, deployments: readonly string[]): Promise<void> {
  for (const deployment of deployments) {
    const { current, former } = await versionsOf(connection, place.namespace, deployment);
    say(`${deployment}: ${current ?? 'none'} is current; before it ${former ?? 'none'}`);
  }
  say(`This release is ${readBundle().buildId}.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
