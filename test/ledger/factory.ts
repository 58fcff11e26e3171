import type { Assessment, ItemFact, OpenObject } from '../../contracts/assessment';
import type { PlantQuestion, RolloutStep } from '../../contracts/release';
import type { Reading, Result } from '../../contracts/result';
import type { Batch, Errand } from '../../contracts/step';
import type { Topology } from '../../contracts/topology';
import type { Ledger } from '../../ledger';
import { demoTopology } from './open-ledger';

/** Systems that do at once what they are asked, unless it comes too late, and else say what a test has written down. */
export class Factory {
  /** What the ERP has open. */
  objects: OpenObject[] = [];
  /** Of every item, what a system of that role says otherwise than usual. */
  readonly facts: { erp?: Partial<ItemFact>; mes?: Partial<ItemFact>; qms?: Partial<ItemFact> } = {};
  /** What each target is read as; a test that sets one of them has a hand in that system. */
  readonly says = new Map<string, Reading['state']>();
  /** Targets whose system understands and refuses. */
  readonly refuses = new Set<string>();
  private readonly active = new Map<string, string>();
  private readonly tokens = new Map<string, number>();

  constructor(private readonly topology: Topology = demoTopology()) {}

  bring(batch: Batch, at: number): Result[] {
    return batch.errands.map((errand) => {
      const { target, generation, token } = errand;
      if (this.refuses.has(target))
        return { target, generation, token, outcome: 'rejected', code: 'TEST', text: 'not now', at };
      if (token < (this.tokens.get(target) ?? 0))
        return { target, generation, token, outcome: 'rejected', code: 'OUTDATED', text: 'too late', at };
      this.tokens.set(target, token);
      if (batch.mode !== 'read') this.do(errand);
      const asked = batch.mode === 'read' ? null : at;
      const reading = { state: this.says.get(target) ?? 'undone', evidence: 'as it is', ...NOTHING };
      return {
        target,
        generation,
        token,
        outcome: 'observed',
        reading,
        askedAt: asked,
        acknowledgedAt: asked,
        at,
      };
    });
  }

  assess({ system, plant, items }: PlantQuestion): Assessment {
    const roles = this.topology.systems[system]!.roles;
    const [role] = roles;
    const own = role === 'erp' || role === 'mes' || role === 'qms' ? this.facts[role] : {};
    return {
      system,
      items: items.map((item) => ({
        item,
        known: true,
        active: this.active.get(`${system}/item/${item}@${plant}`) ?? 'B',
        staged: null,
        stagedBy: null,
        blocked: null,
        openLots: [],
        nextSerial: null,
        ...own,
      })),
      workCentres: role === 'mes' ? ['CNC-2', 'ASM-1'] : null,
      gauges: role === 'qms' ? ['G-12'] : null,
      objects: role === 'erp' ? this.objects : [],
      readings: [],
      plans: [],
    };
  }

  private do({ target, desired, revision }: Errand): void {
    this.says.set(target, desired.state);
    if (desired.state === 'active' && revision) this.active.set(target, revision.package.to);
  }
}
const NOTHING = { quantity: null, onHand: null, prior: null, cannotEnforce: null } as const;

let steps = 0;

/** One step of a plant's saga. */
export const advanceRollout = (
  ledger: Ledger,
  change: string,
  plant: string,
  now: Date,
  news: { results?: Result[]; assessments?: Assessment[]; looked?: boolean } = {},
): Promise<RolloutStep> =>
  ledger.engineeringChanges.advanceRollout(
    () => true,
    {
      change,
      plant,
      step: `test/${steps++}`,
      results: [],
      assessments: [],
      asking: [],
      looked: false,
      ...news,
    },
    now,
  );

/** A plant's saga whose systems answer at once, until nothing is left for it to do at this instant. @returns its last step */
export async function rollOn(
  ledger: Ledger,
  factory: Factory,
  change: string,
  now: Date,
  { plant = 'lyon', looked = false } = {},
): Promise<RolloutStep> {
  let step = await advanceRollout(ledger, change, plant, now, { looked });
  while (step.batches.length > 0 || step.questions.length > 0)
    step = await advanceRollout(ledger, change, plant, now, {
      results: step.batches.flatMap((batch) => factory.bring(batch, now.getTime())),
      assessments: step.questions.map((question) => factory.assess(question)),
    });
  return step;
}
