import type { Interlock } from '../interlock';
import type { Record } from '../record';

interface Verification {
  readonly intact: boolean;
  readonly rows: number;
  readonly broken: readonly { readonly transaction: string; readonly number: number; readonly why: string }[];
}

/** The audit chain is intact. @returns its rows */
export async function checkAudit(interlock: Interlock, record: Record): Promise<number> {
  const { intact, rows, broken } = await interlock.get<Verification>('/v1/audit/verification');
  if (!intact || rows === 0)
    record.defect('audit', 'the chain', null, `${rows} rows, broken: ${JSON.stringify(broken.slice(0, 10))}`);
  return rows;
}
