import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { Verification } from '../audit';
import { reading as snapshot } from '../transaction';

interface Told {
  readonly id: string;
  readonly transaction: string;
  readonly record: string;
  readonly recordHash: string;
  readonly usedFor: string | null;
  readonly ofDisposition: boolean;
  /** The audit row that says that it was given, with the hash that it says; null: there is none. */
  readonly row: number | null;
  readonly given: string | null;
  /** Signatures that the decision was taken with, as its audit row says. */
  readonly taken: string[] | null;
}

/** Signatures that are not what the audit says was signed, or not with what the audit says took them. */
export async function brokenSignatures(pool: Pool): Promise<Verification['broken'][number][]> {
  const found = await snapshot(pool, (tx) =>
    tx.query<Told>({
      name: 'signature-verify',
      text: `select s.id, s.transaction, s.record, s.record_hash as "recordHash", s.used_for as "usedFor", s.record_type = 'disposition' as "ofDisposition",
               given.number as row, given.text::jsonb #>> '{to,recordHash}' as given, taken.text::jsonb #> '{to,signatures}' as taken
             from signature s
             left join audit given on given.transaction = s.transaction and given.text::jsonb ->> 'action' = 'signature.signed' and given.text::jsonb ->> 'subject' = s.id
             left join audit taken on taken.transaction = s.transaction and taken.text::jsonb ->> 'action' = 'disposition.decided' and taken.text::jsonb ->> 'subject' = s.used_for
             order by s.signed_at, s.id`,
    }),
  );
  return found.rows.flatMap((told) => {
    const why = whyBroken(told);
    return why === null
      ? []
      : [{ transaction: told.transaction, number: told.row ?? 0, why: `signature ${told.id}: ${why}` }];
  });
}

function whyBroken({ record, recordHash, usedFor, ofDisposition, given, taken, id }: Told): string | null {
  if (given === null) return 'no row says that it was given';
  if (given !== recordHash || createHash('sha256').update(record).digest('hex') !== recordHash)
    return 'what was signed is not the record that is shown with it';
  if (ofDisposition && usedFor !== null && !taken?.includes(id))
    return `it was moved: ${usedFor} was decided without it`;
  return null;
}
