import { readSettings } from './settings';
import { startSystem } from './system';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const system = await startSystem(settings);
  console.log(`${settings.name} (sandbox ${settings.kind}): API ${system.api}, control ${system.control}`);
  const stop = () => void system.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
