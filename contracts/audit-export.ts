import { z } from 'zod';

/** The JOSE types of what is signed of the audit: a seal by who seals, an export by the API. */
export const SEAL_TYPE = 'audit-seal+jws';
export const AUDIT_EXPORT_TYPE = 'audit-export+jws';

/** What an export is of: one transaction, or all that have a row in a span of time; each with its whole chain. */
export interface ExportScope {
  readonly transaction: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * The lines of an export, one JSON object each (application/x-ndjson): the header, then rows, signatures and seals, and the
 * end. `text` and `record` are RFC 8785 text, as it was hashed; hashes are SHA-256, hex.
 */
export type ExportLine =
  | {
      readonly kind: 'header';
      readonly version: 1;
      readonly exportedAt: string;
      readonly scope: ExportScope;
      /** Public keys of those who sign seals, signatures and exports. */
      readonly keys: readonly object[];
    }
  /** `hash` is over `previous`, a line feed and `text`. */
  | ({ readonly kind: 'row'; readonly transaction: string } & Link)
  | {
      readonly kind: 'signature';
      readonly id: string;
      readonly record: string;
      readonly usedFor: string | null;
      /** The signature itself: a JWS (RFC 7515) of who signed what, when, in which capacity and with which meaning. */
      readonly jws: string;
    }
  /** A seal names the newest row of every chain that grew since the seal before. `jws`: its hash, signed by who sealed. */
  | ({ readonly kind: 'seal'; readonly jws: string | null } & Link)
  | {
      readonly kind: 'end';
      readonly lines: number;
      /** SHA-256, hex, of all lines before this one. */
      readonly digest: string;
      readonly jws: string;
    };

interface Link {
  readonly number: number;
  readonly previous: string;
  readonly hash: string;
  readonly text: string;
}

/** The export as a whole, to the documents of the API. */
export const AuditExport = z.string().meta({ id: 'AuditExport', contentMediaType: 'application/x-ndjson' });

/** Public keys, a JWK set (RFC 7517). */
export const AuditKeys = z
  .object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) })
  .meta({ id: 'AuditKeys' });
