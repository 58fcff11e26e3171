import { cpus, release, totalmem, type } from 'node:os';
import { DYNAMIC_CONFIG } from '../tools/stack/temporal';
import type { LedgerReader } from './ledger';

/** On what, and how durably, it was measured: name and value. */
export type Machine = Readonly<Record<string, string>>;

export async function describeMachine(ledger: LedgerReader, latencyMs: number): Promise<Machine> {
  const cores = cpus();
  return {
    Machine: `${cores.length} × ${cores[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
    Programs: `Node ${process.versions.node}, PostgreSQL ${await ledger.setting('server_version')}, Temporal on the same PostgreSQL, 64 shards`,
    Durability: `fsync ${await ledger.setting('fsync')}, synchronous_commit ${await ledger.setting('synchronous_commit')}`,
    'Temporal settings': Object.entries(DYNAMIC_CONFIG)
      .map(([name, value]) => `${name}=${value}`)
      .join(', '),
    Systems: `six sandbox systems, a process each, ${latencyMs} ms a call`,
  };
}
