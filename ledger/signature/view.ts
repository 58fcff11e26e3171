import type { Signature } from '../../contracts/signature';
import type { Tx } from '../pool';
import { utc } from '../view';
import { pageOf, type Page } from '../page';

const SIGNATURE = `jsonb_build_object('id', s.id, 'capacity', s.capacity, 'signer', jsonb_build_object('id', s.signer_id, 'name', s.signer_name), 'meaning', s.meaning,
  'signedAt', ${utc('s.signed_at')}, 'recordHash', s.record_hash, 'transaction', s.transaction, 'record', s.record::jsonb, 'method', s.method, 'expiresAt', ${utc('s.expires_at')},
  'usedFor', s.used_for, 'voided', case when s.voided_at is not null then jsonb_build_object('at', ${utc('s.voided_at')}, 'reason', s.void_reason) end, 'jws', s.jws)`;

export async function viewSignature(tx: Tx, id: string): Promise<Signature | null> {
  const found = await tx.query<{ signature: Signature }>({
    name: 'signature-view',
    text: `select ${SIGNATURE} as signature from signature s where s.id = $1`,
    values: [id],
  });
  return found.rows[0]?.signature ?? null;
}

export interface SignatureFilter {
  readonly transaction?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Oldest first. */
export async function listSignatures(tx: Tx, filter: SignatureFilter): Promise<Page<Signature>> {
  const found = await tx.query<{ signature: Signature }>({
    name: 'signature-list',
    text: `select ${SIGNATURE} as signature from signature s
           where ($1::text is null or s.transaction = $1)
             and ($2::text is null or (s.signed_at, s.id) > (select signed_at, id from signature where id = $2))
           order by s.signed_at, s.id limit $3`,
    values: [filter.transaction ?? null, filter.cursor ?? null, filter.limit + 1],
  });
  return pageOf(found.rows, filter.limit, ({ signature }) => signature);
}
