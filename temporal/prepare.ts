import { readSettings } from '../config/settings';
import { connect } from './connect';
import { prepareNamespace } from './namespace';

/** `node dist/temporal/prepare.js`: makes the namespace ready for workers, and ends. */
async function main(): Promise<void> {
  const settings = readSettings();
  const connection = await connect(settings.INTERLOCK_TEMPORAL_ADDRESS, console.log);
  await prepareNamespace(connection, settings.INTERLOCK_TEMPORAL_NAMESPACE);
  await connection.close();
  console.log(`temporal: namespace ${settings.INTERLOCK_TEMPORAL_NAMESPACE} is ready`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
