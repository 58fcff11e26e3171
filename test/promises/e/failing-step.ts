import type { DesiredState } from '../../../contracts/target';
import { taken } from '../../stack/material';
import type { Faults } from '../../support/control';
import { eventually } from '../../support/eventually';
import type { TestStack } from '../../support/stack';
import {
  builds,
  engineer,
  exceptionsOf,
  expectAgreement,
  farAt,
  getChange,
  itemIn,
  type OwnChange,
  plantOf,
  reaches,
  release,
  withdraw,
} from './change';
import { KEEPERS, type Keeper, OPERATIONS, systemOf } from './steps';

/** Each class of failure, by what makes it. The kinds of one class take turns. */
const FAILURES = {
  retryable: [{ status: 503 }],
  rejected: [{ status: 422 }],
  'unknown outcome': [{ dropAfterEffect: 1 }, { status: 500 }],
  misconfigured: [{ status: 401 }, { status: 403 }, { status: 404 }],
} as const satisfies Record<string, readonly Faults[]>;
type Failure = keyof typeof FAILURES;
const CLASSES = Object.keys(FAILURES) as Failure[];

/** A step of a release, and how it comes to be failing. */
export interface Step {
  readonly step: string;
  /** Systems that have a part in it. */
  readonly keepers: readonly Keeper[];
  readonly operations: (keeper: Keeper) => readonly string[];
  /** Where the plant stays while it fails. */
  readonly state: 'checking' | 'staging' | 'activating' | 'withdrawing';
  /** What its targets are to be; null: systems are only asked. */
  readonly desired: DesiredState | null;
  /** What keeps the release from coming to the step before its faults are set. */
  readonly hold?: Hold;
  /** How it ends: by itself once the systems are healed, or withdrawn while they still fail. */
  readonly end: 'active' | 'withdrawn';
}
interface Hold {
  readonly keepers: readonly Keeper[];
  readonly operation: (keeper: Keeper) => string;
  readonly until: Until;
}
/** What a held release is waited for. */
type Until = (stack: TestStack, id: string) => Promise<boolean>;

const isIn =
  (state: string): Until =>
  async (stack, id) =>
    plantOf(await getChange(stack, id)).state === state;
const resumes: Until = async (stack, id) => {
  const { item, to } = (await getChange(stack, id)).items[0]!;
  return Object.values(await itemIn(stack, item)).filter(({ active }) => active === to).length === 3;
};

type Kept = 'stage' | 'activate' | 'undo' | 'read';
const of = (what: Kept) => (keeper: Keeper) => [OPERATIONS[keeper][what]];
const starts = () => ['start-stop'];
const held = (what: Kept, keepers: readonly Keeper[], until: Until): Hold => ({
  keepers,
  operation: (keeper) => OPERATIONS[keeper][what],
  until,
});
const startsHeld: Hold = { keepers: ['mes'], operation: () => 'start-stop', until: isIn('activating') };

const CHECKING = { state: 'checking', desired: null, end: 'active' } as const;
const STAGING = { keepers: KEEPERS, state: 'staging', desired: 'staged' } as const;
const ACTIVATING = { state: 'activating', end: 'active' } as const;
const WITHDRAWING = { keepers: KEEPERS, state: 'withdrawing', desired: 'undone', end: 'withdrawn' } as const;

/** Every step before the pivot. */
export const BEFORE_THE_PIVOT: readonly Step[] = [
  { ...CHECKING, step: 'package', keepers: ['plm'], operations: () => ['change'] },
  {
    ...CHECKING,
    step: 'assess',
    keepers: ['erp', 'mes', 'qms'],
    operations: (keeper) => OPERATIONS[keeper].assess,
  },
  { ...STAGING, step: 'stage', operations: of('stage'), end: 'active' },
  { ...STAGING, step: 'stage', operations: of('stage'), end: 'withdrawn' },
  {
    ...STAGING,
    step: 'read back staged',
    operations: of('read'),
    hold: held('stage', KEEPERS, isIn('staging')),
    end: 'active',
  },
];

/** Every step after it. */
export const AFTER_THE_PIVOT: readonly Step[] = [
  { ...ACTIVATING, step: 'stop starts', keepers: ['mes'], operations: starts, desired: 'held' },
  { ...ACTIVATING, step: 'activate', keepers: KEEPERS, operations: of('activate'), desired: 'active' },
  {
    ...ACTIVATING,
    step: 'read back active',
    keepers: KEEPERS,
    operations: of('read'),
    desired: 'active',
    hold: startsHeld,
  },
  {
    ...ACTIVATING,
    step: 'resume starts',
    keepers: ['mes'],
    operations: starts,
    desired: 'free',
    hold: held('activate', ['qms'], resumes),
  },
];

/** What takes staging back. */
export const UNDOING: readonly Step[] = [
  { ...WITHDRAWING, step: 'undo', operations: of('undo') },
  { ...WITHDRAWING, step: 'read back undone', operations: of('read') },
];

/** Each step once for each turn: every system of it fails in every class, together with others that fail otherwise. */
export const rowsOf = (steps: readonly Step[]) =>
  steps.flatMap((step) =>
    CLASSES.map((_, turn) => {
      const failing = step.keepers.map((keeper, index) => ({
        keeper,
        failure: CLASSES[(index + turn) % CLASSES.length]!,
      }));
      const how = failing.map(({ keeper, failure }) => `${keeper} ${failure}`).join(', ');
      return { title: `${step.step}, ${step.end} in the end: ${how}`, ...step, failing, turn };
    }),
  );
export type Row = ReturnType<typeof rowsOf>[number];

/** Plays a release in which a step fails as the row says, and compares every system in the end. */
export async function play(stack: TestStack, item: string, row: Row): Promise<void> {
  const own = await engineer(stack, [item]);
  const id = await comeTo(stack, own, row);
  if (await stillFails(stack, id, row)) await expectStay(stack, id, own, row);
  if (row.end === 'withdrawn' && row.state !== 'withdrawing') {
    taken(202, await withdraw(stack, id));
    await reaches(stack, id, 'withdrawn');
  }
  for (const keeper of row.keepers) await stack.control(systemOf(keeper)).faults({});
  await reaches(stack, id, row.end);
  const change = await expectAgreement(stack, id);
  expect(await exceptionsOf(stack, change)).toEqual([]);
  await expectOneEffectEach(stack, item);
}

/** Asks for the release, with the faults of the row set when it comes to the step. @returns the change's id */
async function comeTo(stack: TestStack, own: OwnChange, row: Row): Promise<string> {
  const { hold, state } = row;
  if (state === 'withdrawing') {
    const { id } = await release(stack, own, farAt('lyon'));
    await reaches(stack, id, 'staged');
    await setFaults(stack, row);
    taken(202, await withdraw(stack, id));
    return id;
  }
  if (!hold) {
    await setFaults(stack, row);
    return (await release(stack, own)).id;
  }
  for (const keeper of hold.keepers)
    await stack.control(systemOf(keeper)).faults({ status: 503, operations: [hold.operation(keeper)] });
  const { id } = await release(stack, own);
  await eventually(() => hold.until(stack, id));
  await setFaults(stack, row);
  for (const keeper of hold.keepers)
    if (!row.keepers.includes(keeper)) await stack.control(systemOf(keeper)).faults({});
  return id;
}

const setFaults = (stack: TestStack, { failing, operations, turn }: Row) =>
  Promise.all(
    failing.map(({ keeper, failure }) =>
      stack
        .control(systemOf(keeper))
        .faults({ ...faultsOf(failure, turn), operations: [...operations(keeper)] }),
    ),
  );

function faultsOf(failure: Failure, turn: number): Faults {
  const kinds: readonly Faults[] = FAILURES[failure];
  return kinds[turn % kinds.length]!;
}

/**
 * Waits until a person is told of every failing system, but of one that does what is asked and drops the answer: that is read
 * to have done it, sooner or later than somebody is told.
 * @returns whether another fails
 */
async function stillFails(stack: TestStack, id: string, row: Row): Promise<boolean> {
  const { failing, turn, operations, desired } = row;
  const doing = failing
    .filter(({ keeper, failure }) => {
      const reads = desired === null || operations(keeper).includes(OPERATIONS[keeper].read);
      return faultsOf(failure, turn).dropAfterEffect !== undefined && !reads;
    })
    .map(({ keeper }) => systemOf(keeper));
  const systems = failing.map(({ keeper }) => systemOf(keeper));
  await eventually(async () => {
    const change = await getChange(stack, id);
    const told = (await exceptionsOf(stack, change)).map(({ system }) => system);
    const home = plantOf(change)
      .targets.filter((target) => target.desired.state === desired && target.status === 'observed')
      .map(({ system }) => system)
      .filter((system) => doing.includes(system));
    return systems.every((system) => told.includes(system) || home.includes(system));
  });
  return doing.length < systems.length;
}

/**
 * While it fails, the plant has not moved on, and builds what it built; nothing new from the pivot on. Nothing is activated
 * anywhere before new starts are stopped.
 */
async function expectStay(
  stack: TestStack,
  id: string,
  own: OwnChange,
  { state, desired }: Row,
): Promise<void> {
  const { item, from, to } = own.items[0]!;
  expect(plantOf(await getChange(stack, id)).state).toBe(state);
  const buildable = state !== 'activating';
  expect(await builds(stack, item)).toMatchObject({ revision: from, buildable });
  if (!buildable && desired !== 'held') return;
  const said = Object.entries(await itemIn(stack, item));
  expect(said.filter(([, { active }]) => active === to)).toEqual([]);
}

/** However often a call was made, its key had one effect or none. */
async function expectOneEffectEach(stack: TestStack, item: string): Promise<void> {
  for (const keeper of KEEPERS) {
    const twice = (await stack.control(systemOf(keeper)).effects()).filter(
      ({ subject, effects }) => subject === `${item}@lyon` && effects > 1,
    );
    expect([keeper, twice]).toEqual([keeper, []]);
  }
}
