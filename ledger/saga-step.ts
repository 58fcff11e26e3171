import type { Tx } from './pool';

/**
 * A step of a saga may be attempted more than once: its answer is lost with its worker, or its worker hangs, is given up, and
 * wakes. Which of the answers the saga hears, Temporal alone knows. So all of them give out the same: the first attempt that
 * comes through claims, under the step's name; any other gives out what was claimed so, and claims no more.
 * @param saga its transaction, and its plant where it is of one plant
 * @param step `<run>/<number>`; a run that was ended by force is followed by another
 * @returns whether nobody took this step before, or a later one of the same run
 */
export async function takeStep(tx: Tx, saga: string, step: string): Promise<boolean> {
  const at = step.lastIndexOf('/');
  const taken = await tx.query({
    name: 'saga-step-take',
    text: `insert into saga_step (saga, run, number) values ($1, $2, $3)
           on conflict (saga) do update set run = excluded.run, number = excluded.number
           where saga_step.run <> excluded.run or saga_step.number < excluded.number`,
    values: [saga, step.slice(0, at), Number(step.slice(at + 1))],
  });
  return taken.rowCount === 1;
}
