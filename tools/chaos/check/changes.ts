import type { ChangePlant, EngineeringChange, ItemRevision } from '../../../contracts/engineering-change';
import type { Interlock } from '../interlock';
import type { LedgerReader } from '../ledger';
import { ITEMS } from '../plan/changes';
import { PLANTS, type Plant } from '../plan/holds';
import type { KnownChange, Record } from '../record';
import type { Systems, SystemState } from '../systems';

/** Every change that was answered 201 has ended as was asked, and each plant builds, in every system, what was activated last. */
export async function checkChanges(
  interlock: Interlock,
  systems: Systems,
  ledger: LedgerReader,
  record: Record,
): Promise<void> {
  const active: { item: string; plant: string; to: string; at: string }[] = [];
  for (const known of record.changes) {
    const change = await interlock.get<EngineeringChange>(`/v1/engineering-changes/${known.id}`);
    for (const plant of change.plants) {
      checkEnd(known, change, plant, record);
      if (plant.state === 'active')
        for (const { item, to } of change.items)
          active.push({ item, plant: plant.plant, to, at: plant.activeAt ?? '' });
    }
    const ends = new Set(change.plants.map(({ state }) => state === 'active'));
    if (known.planned.policy === 'all-or-nothing' && !known.isRival && ends.size > 1)
      record.defect('all or nothing', known.id, null, `ended as ${statesOf(change)}`);
  }
  for (const { item, plant, first, second } of await ledger.overlaps())
    record.defect('one open change', `${first}, ${second}`, null, `both had ${item} at ${plant} in hand`);
  const states = await statesOfSystems(systems);
  for (const item of ITEMS)
    for (const plant of PLANTS) {
      const last = active
        .filter((one) => one.item === item && one.plant === plant)
        .sort((a, b) => a.at.localeCompare(b.at))
        .at(-1);
      await checkItem(item, plant, last?.to ?? SEEDED, states, interlock, record);
    }
}

/** Revision of every item of the demo enterprise. */
const SEEDED = 'B';

/** Withdrawn where the withdrawal said so, else active; refused or undone only with the reason among the findings. */
function checkEnd(
  known: KnownChange,
  change: EngineeringChange,
  { plant, state }: ChangePlant,
  record: Record,
): void {
  const expected = known.withdrawal?.plants.includes(plant) ? 'withdrawn' : 'active';
  if (state === expected) return;
  const errors = change.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  // The PLM was down when it was asked for: its rival was heard first, and has the item.
  const isBeaten = errors.every((code) => code === 'change-open');
  const isExplained =
    expected === 'active' &&
    ((state === 'refused' && errors.length > 0 && (known.isRival || isBeaten)) ||
      (state === 'withdrawn' && errors.includes('staging-refused')));
  if (!isExplained)
    record.defect(
      'change',
      `${known.id} ${plant}`,
      null,
      `is ${state}, and should be ${expected}; ${statesOf(change)}; findings: ${errors.join(', ') || 'none'}`,
    );
}

const statesOf = ({ plants }: EngineeringChange) =>
  plants.map(({ plant, state }) => `${plant} ${state}`).join(', ');

const statesOfSystems = async (systems: Systems): Promise<Map<string, SystemState>> =>
  new Map(
    await Promise.all(
      ['plm', 'erp', 'qms', ...PLANTS.map((plant) => `mes-${plant}`)].map(
        async (name) => [name, await systems.state(name)] as const,
      ),
    ),
  );

async function checkItem(
  item: string,
  plant: Plant,
  revision: string,
  states: ReadonlyMap<string, SystemState>,
  interlock: Interlock,
  record: Record,
): Promise<void> {
  const subject = `${item}@${plant}`;
  for (const system of ['plm', 'erp', 'qms', `mes-${plant}`]) {
    const said = states.get(system)?.items[subject];
    if (said?.active !== revision || said.staged !== null)
      record.defect(
        'revision',
        subject,
        system,
        `has ${said?.active} active and ${said?.staged} staged, and ${revision} was activated last`,
      );
  }
  const starts = states.get(`mes-${plant}`)?.starts?.[subject];
  if (starts !== 'allowed') record.defect('starts', subject, `mes-${plant}`, `new starts are ${starts}`);
  // What is only bought, Interlock knows once it was changed.
  const said = await interlock.find<ItemRevision>(`/v1/items/${item}/revision?plant=${plant}`);
  if (said && (said.revision !== revision || !said.buildable))
    record.defect(
      'revision',
      subject,
      null,
      `Interlock says ${said.revision}, ${said.reason ?? 'buildable'}, and ${revision} was activated last`,
    );
}
