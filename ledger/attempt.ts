import type { Tx } from './pool';

/**
 * An attempt at a saga's step that another has followed: its worker hung and was given up, and the saga has gone on without it.
 * Nobody would hear what it claimed or decided now, so it does nothing more. An attempt that is refused because clocks differ is
 * made again, by a later clock.
 */
export class AttemptOvertaken extends Error {
  override readonly name = 'AttemptOvertaken';
}

/**
 * @param newest when the newest attempt at a step of this saga began; null: none has
 * @param begun when this one did
 * @throws AttemptOvertaken
 */
export function refuseOvertaken(saga: string, newest: Date | null, begun: Date): void {
  if (newest !== null && newest > begun)
    throw new AttemptOvertaken(
      `${saga}: this attempt at a step began at ${begun.toISOString()}, and another at ${newest.toISOString()}.`,
    );
}

/**
 * Where an attempt at a step begins: its instant is the newest from here on.
 * @returns the row of what the saga is about, locked for the rest of the transaction
 * @throws AttemptOvertaken
 */
export async function beginAttempt(
  tx: Tx,
  table: 'hold' | 'order_dispatch' | 'inspection',
  id: string,
  begun: Date,
): Promise<unknown> {
  const found = await tx.query<{ stepped_at: Date }>({
    name: `${table}-attempt`,
    text: `update ${table} set stepped_at = greatest(stepped_at, $2) where id = $1 returning *`,
    values: [id, begun],
  });
  refuseOvertaken(id, found.rows[0]?.stepped_at ?? null, begun);
  return found.rows[0];
}
