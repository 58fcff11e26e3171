import { z } from 'zod';
import {
  OBJECTIVE_WINDOW_DAYS,
  OBJECTIVES,
  type Objective,
  type ObjectiveName,
  type TierObjective,
} from '../../contracts/objective';
import { errorBudget, measured, sum, type Counts } from '../../domain/objectives';
import { Part } from '../part';
import { reading } from '../transaction';
import { judgeObjectives } from './judge';

const DAY_MS = 86_400_000;

/** An objective of a tier, as the topology has it. */
export interface Promised extends TierObjective {
  readonly objective: ObjectiveName;
  readonly tier: string;
}

/** What was counted for an objective at a plant. */
export interface Tally extends Counts {
  readonly objective: ObjectiveName;
  readonly tier: string;
  readonly plant: string;
}

const Row = z.object({
  objective: z.enum(OBJECTIVES),
  tier: z.string(),
  plant: z.string(),
  good: z.coerce.number().int(),
  bad: z.coerce.number().int(),
});

/** How well the topology's objectives are kept, by what the ledger has of holds and orders. */
export class Objectives extends Part {
  promised(): Promised[] {
    return Object.entries(this.topology.tiers).flatMap(([tier, { objectives }]) =>
      OBJECTIVES.flatMap((objective) => {
        const promised = objectives?.[objective];
        return promised ? [{ objective, tier, ...promised }] : [];
      }),
    );
  }

  /** Counts what is to be counted at that instant. */
  judge(now: Date): Promise<void> {
    return judgeObjectives(this.pool, this.topology, now);
  }

  /** Of every objective and plant of the topology, what was accepted since then and has been counted; null: ever. */
  tallies(since: Date | null): Promise<Tally[]> {
    return reading(this.pool, async (tx) => {
      const found = await tx.query({
        name: 'objective-tallies',
        text: `select objective, tier, plant, sum(good) as good, sum(bad) as bad from objective_tally
               where day >= coalesce(($1::timestamptz at time zone 'UTC')::date, '-infinity') group by 1, 2, 3`,
        values: [since],
      });
      const rows = found.rows.map((row) => Row.parse(row));
      return this.promised().flatMap(({ objective, tier }) =>
        Object.keys(this.topology.plants).map((plant) => {
          const row = rows.find(
            (one) => one.objective === objective && one.tier === tier && one.plant === plant,
          );
          return row ?? { objective, tier, plant, good: 0, bad: 0 };
        }),
      );
    });
  }

  /** How well each objective is kept over its window, and what is left of its error budget. */
  async measured(now: Date): Promise<Objective[]> {
    await this.judge(now);
    const tallies = await this.tallies(new Date(now.getTime() - OBJECTIVE_WINDOW_DAYS * DAY_MS));
    return this.promised().map((promised) => {
      const { objective, tier, share, seconds } = promised;
      const own = tallies.filter((tally) => tally.objective === objective && tally.tier === tier);
      const counts = sum(own);
      return {
        objective,
        tier,
        share,
        seconds,
        windowDays: OBJECTIVE_WINDOW_DAYS,
        ...counts,
        measured: measured(counts),
        budget: errorBudget(share, counts),
        plants: own.map(({ plant, good, bad }) => ({ plant, good, bad, measured: measured({ good, bad }) })),
      };
    });
  }
}
