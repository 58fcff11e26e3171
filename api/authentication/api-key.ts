import type { Caller } from '../../config/caller';
import type { Ledger } from '../../ledger';
import { Refused } from './refusal';

/**
 * Holders of the ledger's API keys. Each is looked up anew, so that a revoked key is refused at once, by every process.
 * @returns who a key's holder is; throws Refused, LedgerUnavailable
 */
export function apiKeys(ledger: Pick<Ledger, 'apiKeys'>, now: () => Date) {
  return async (secret: string): Promise<Caller> => {
    const at = now();
    const key = await ledger.apiKeys.find(secret, at);
    if (!key) throw new Refused('unknown-key');
    if (key.state === 'revoked') throw new Refused('key-revoked');
    if (key.state === 'expired') throw new Refused('key-expired');
    ledger.apiKeys.noteUse(key, at);
    return {
      id: key.holder ?? key.line,
      name: key.name,
      kind: key.holder === null ? 'system' : 'person',
      role: key.role,
      plants: key.plants,
      scopes: key.scopes,
      credential: { kind: 'api-key', id: key.id },
      signedInAt: null,
    };
  };
}
