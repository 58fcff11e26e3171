import type { PlantQuestion } from '../../contracts/release';
import type { SystemRole, Topology } from '../../contracts/topology';
import { systemsFor } from '../../config/systems';
import { acceptance } from '../../domain/acceptance';
import { openOfOld } from '../../domain/affected';
import { add } from '../../domain/decimal';
import { isMet } from '../../domain/effectivity';
import { isNewest } from '../../domain/targets';
import type { Tx } from '../pool';
import { unsigned } from '../signature/activation';
import { affectedOf, openDecisions, saveAffected } from './affected';
import { questionTo, type StoredAssessment } from './assessments';
import type { Rollout } from './judge';
import { movePlant, savePlant, tell } from './row';
import { isHome, plantTargets, readAgain } from './targets';

/** What a staged plant is to do next. */
export interface StagedNext {
  /** Everything is verified, accepted and due: the pivot may be passed. */
  readonly pivot: boolean;
  readonly questions: readonly PlantQuestion[];
  readonly wakeAt: number | null;
}
const wait = (wakeAt: number | null, questions: readonly PlantQuestion[] = []): StagedNext => ({
  pivot: false,
  questions,
  wakeAt,
});

/** Who knows whether a condition is met: stock is the ERP's to tell, lots in the making and serials the MES's. */
const KNOWS = { 'use-up': 'erp', serial: 'mes', 'next-lot': 'mes' } as const satisfies Record<
  string,
  SystemRole
>;

/**
 * A plant with everything staged: waits until the change is due there, then has everything read again and the ERP asked
 * again, and says whether the pivot may be passed. What drifted meanwhile is staged again.
 */
export async function whenStaged(
  tx: Tx,
  topology: Topology,
  rollout: Rollout,
  assessments: readonly StoredAssessment[],
  looked: boolean,
  now: Date,
): Promise<StagedNext> {
  const { change, row, plants } = rollout;
  const targets = await plantTargets(tx, change.transaction, row.plant, 'item');
  if (targets.some(({ state }) => !isNewest(state))) {
    await drifted(tx, topology, rollout, now);
    return wait(null);
  }
  const at = now.getTime();
  const every = topology.changes.lookEverySeconds * 1000;
  const due = await isDue(tx, topology, rollout, assessments, looked, at, every);
  if (due !== true) return due;
  if (
    change.policy === 'all-or-nothing' &&
    change.decided_at === null &&
    !plants.every(({ state }) => state === 'staged')
  ) {
    await waitFor(tx, rollout, 'every plant to be staged');
    return wait(null);
  }
  const missing = await unsigned(tx, topology, rollout, now);
  if (missing.length > 0) {
    await waitFor(tx, rollout, `an electronic signature of the change for ${missing.join(', ')}`);
    return wait(null);
  }
  if (row.verify_since === null || looked || at >= row.verify_since + every) {
    await savePlant(tx, change.id, row.plant, { verify_since: at, waits_for: 'everything to be read again' });
    await readAgain(tx, targets);
    return wait(null, ask(topology, rollout, systemsFor(topology, ['erp'], [row.plant])));
  }
  const asked = assessments.filter(({ roles }) => roles.includes('erp'));
  // Asked again here: the step that asked first may have been lost with its worker.
  const unheard = asked.filter(({ at: heard }) => heard < row.verify_since!).map(({ system }) => system);
  if (!targets.every(isHome) || unheard.length > 0) return wait(null, ask(topology, rollout, unheard));
  const blocked = await inTheWay(tx, topology, rollout, asked, now);
  if (blocked === null) return { pivot: true, questions: [], wakeAt: null };
  await waitFor(tx, rollout, blocked);
  return wait(row.verify_since + every);
}

/** True, or what to do until it is. */
async function isDue(
  tx: Tx,
  topology: Topology,
  rollout: Rollout,
  assessments: readonly StoredAssessment[],
  looked: boolean,
  at: number,
  every: number,
): Promise<true | StagedNext> {
  const { row } = rollout;
  if (row.due_at !== null) {
    if (at >= row.due_at) return true;
    await waitFor(tx, rollout, `the change is due at ${new Date(row.due_at).toISOString()}`);
    return wait(row.due_at);
  }
  const effectivity = row.effectivity;
  if (!effectivity || effectivity.kind === 'immediate' || effectivity.kind === 'date') return true;
  const systems = systemsFor(topology, [KNOWS[effectivity.kind]], [row.plant]);
  const heard = assessments.filter(({ system }) => systems.includes(system));
  const fresh =
    heard.length === systems.length && heard.every((one) => one.at >= row.staged_at! && at - one.at < every);
  if (fresh && isMet(effectivity, factsOf(rollout, heard))) return true;
  await waitFor(
    tx,
    rollout,
    {
      'use-up': 'stock of the old revision to be used up',
      serial: 'the serial to be next',
      'next-lot': 'the lot in the making to be finished',
    }[effectivity.kind],
  );
  if (fresh && !looked) return wait(Math.min(...heard.map((one) => one.at)) + every);
  return wait(null, ask(topology, rollout, systems));
}

function factsOf({ change, row }: Rollout, heard: readonly StoredAssessment[]) {
  const pack = change.package!;
  const items = pack.items.map(({ item }) => item);
  const facts = heard.flatMap((one) => one.items).filter(({ item }) => items.includes(item));
  const serialOf = row.effectivity?.kind === 'serial' ? row.effectivity.item : null;
  return {
    oldStock: add(
      '0',
      ...openOfOld(
        pack,
        heard.flatMap((one) => one.objects),
      )
        .filter(({ object }) => object === 'stock')
        .map(({ quantity }) => quantity),
    ),
    openLots: facts.flatMap(({ openLots }) => openLots),
    nextSerial: facts.find(({ item }) => item === serialOf)?.nextSerial ?? null,
  };
}

/** What keeps the pivot from being passed though all is staged; null: nothing. */
async function inTheWay(
  tx: Tx,
  topology: Topology,
  { change, row }: Rollout,
  erp: readonly StoredAssessment[],
  now: Date,
): Promise<string | null> {
  const pack = change.package!;
  const objects = erp.flatMap((assessment) => assessment.objects);
  await saveAffected(tx, topology, change.id, pack, row.plant, objects, now);
  const refused = acceptance(pack, row.plant, erp);
  if (refused.length > 0) return refused.map(({ text }) => text).join(' ');
  const open = openDecisions(await affectedOf(tx, change.id, row.plant));
  if (open.length === 0) return null;
  return `a decision on ${open.map(({ object, id, decision }) => `${object} ${id}${decision === null ? '' : ' (changed since it was decided)'}`).join(', ')}`;
}

async function drifted(tx: Tx, topology: Topology, { change, row }: Rollout, now: Date): Promise<void> {
  await movePlant(
    tx,
    change,
    row,
    'staging',
    {
      verify_since: null,
      stage_by: now.getTime() + topology.changes.stageWithinHours * 3_600_000,
      waits_for: 'what drifted to be staged again',
    },
    now,
  );
  await tell(
    tx,
    {
      change,
      plant: row.plant,
      action: 'engineering-change.drifted',
      type: 'interlock.engineering-change.drifted.v1',
      from: 'staged',
      to: 'staging',
      why: 'a system was read to say otherwise than staged',
    },
    now,
  );
}

async function waitFor(tx: Tx, { change, row }: Rollout, what: string): Promise<void> {
  if (row.waits_for !== what) await savePlant(tx, change.id, row.plant, { waits_for: what });
}

const ask = (topology: Topology, { change, row }: Rollout, systems: readonly string[]): PlantQuestion[] =>
  systems.map((system) =>
    questionTo(
      topology,
      system,
      change.transaction,
      row.plant,
      change.package!.items.map(({ item }) => item),
    ),
  );
