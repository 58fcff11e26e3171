import { bringHome } from '../../activities/bring';
import type { Adapter, Effect } from '../../adapters/port';
import { createAdapter } from '../../adapters/registry';
import type { Result } from '../../contracts/result';
import type { RevisionAsk } from '../../contracts/revision';
import { PRODUCTS, ROLES_OF_SYSTEMS, System, type SystemRole } from '../../contracts/topology';
import { SUBJECT_KINDS, type DesiredState, type SubjectKind } from '../../contracts/target';
import { satisfies } from '../../domain/targets';
import type { Means } from '../../sandbox/core/lots';
import { adapterOf, context } from '../adapters/sandbox/ask';
import { sandbox, type TestSystem } from '../sandbox/start';
import { eventually } from '../support/eventually';
import { batchOf, pinRevision, WAYS } from './a1/errands';

/** Nobody listens there: an adapter that is only looked at. */
const NOWHERE = 'http://127.0.0.1:1';
const FOREVER_MS = 3_600_000;

const lookAt = (product: (typeof PRODUCTS)[number]): Adapter => {
  const [role] = product.split('-').slice(-1) as [SystemRole];
  const options = { database: role, plant: 'lyon' };
  return createAdapter(
    role,
    System.parse({ roles: [role], scope: { plant: 'lyon' }, product, address: NOWHERE, options }),
    'login:password',
  );
};

it.each(PRODUCTS)('A1 every effect of %s declares how it may be repeated', (product) => {
  const effects = Object.entries(lookAt(product).effects);
  expect(effects).not.toEqual([]);
  for (const [kind, { repeat }] of effects)
    expect([kind, repeat]).toEqual([
      kind,
      expect.stringMatching(/^(set-state|keyed|conditional|findable|unsafe)$/),
    ]);
});

/** One effect towards one state, in a system of its own. */
interface Case {
  readonly role: SystemRole;
  readonly means: Means;
  readonly kind: SubjectKind;
  readonly state: DesiredState;
  readonly after: readonly DesiredState[];
}
/** By what other means sandbox systems hold a lot; all else they do alike. */
const OTHER_MEANS: Partial<Record<SystemRole, Means>> = { mes: 'flag', wms: 'move' };
const CASES: Case[] = ROLES_OF_SYSTEMS.flatMap((role) => {
  const { effects } = lookAt(`sandbox-${role}`);
  const other = OTHER_MEANS[role];
  return SUBJECT_KINDS.filter((kind) => effects[kind]).flatMap((kind) => {
    const ways = WAYS[kind];
    if (!ways) throw new Error(`No errand to ${kind} is written in a1/errands.ts.`);
    const means: Means[] = kind === 'lot' && other ? ['quantity', other] : ['quantity'];
    return means.flatMap((one) => ways.map(({ state, after }) => ({ role, means: one, kind, state, after })));
  });
});

let revision: RevisionAsk;
beforeEach(async () => {
  revision = await pinRevision();
});

/** A system with what must have been done before, and how a visit to it goes. */
class Scene {
  /** What was asked and read, in this order, since the scene was set. */
  readonly calls: ('ask' | 'observe')[] = [];
  private constructor(
    readonly system: TestSystem,
    private readonly wanted: Case,
    private readonly before: number,
  ) {}

  static async set(wanted: Case): Promise<Scene> {
    const { role, means } = wanted;
    const system = await sandbox(role, null, means);
    const adapter = adapterOf(role, system, undefined, { means });
    for (const state of wanted.after)
      await bringHome(
        adapter,
        batchOf(wanted.role, wanted.kind, state, 1, revision),
        false,
        context,
        Date.now,
      );
    return new Scene(system, wanted, (await system.effects()).length);
  }

  /** What the system was asked to do since. */
  async asked() {
    return (await this.system.effects()).slice(this.before);
  }

  async visit(again: boolean, generation = 2, timeoutMs?: number): Promise<Result> {
    const { role, means, kind, state } = this.wanted;
    const adapter = adapterOf(role, this.system, timeoutMs, { means });
    const watched = { ...adapter, effects: { [kind]: this.watch(adapter.effects[kind]!) } };
    const batch = batchOf(role, kind, state, generation, revision);
    const [result] = await bringHome(watched, batch, again, context, Date.now);
    return result!;
  }

  private watch(effect: Effect): Effect {
    return {
      ...effect,
      ask: (asks, call) => {
        this.calls.push('ask');
        return effect.ask(asks, call);
      },
      observe: (asks, call) => {
        this.calls.push('observe');
        return effect.observe(asks, call);
      },
    };
  }

  /** Brought home, once. */
  async expectHome(result: Result): Promise<void> {
    if (result.outcome !== 'observed') throw new Error(`not brought home: ${JSON.stringify(result)}`);
    const { kind, state } = this.wanted;
    const { desired, whole } = batchOf('', kind, state, 2, revision).errands[0]!;
    expect(satisfies(desired, whole, result.reading)).toBe(true);
    expect((await this.asked()).map(({ effects }) => effects)).toEqual([1]);
  }
}

/** The system's own name for what it is asked: a fault is to hit that, and no reading. */
async function operationOf(wanted: Case): Promise<string> {
  const scene = await Scene.set(wanted);
  await scene.expectHome(await scene.visit(false));
  return (await scene.asked())[0]!.operation;
}

/** A visit that fails in one way. @returns what is known to have happened */
type Failure = (scene: Scene, operation: string) => Promise<'done' | 'not done' | 'either'>;

const failing = (visit: Promise<Result>) => expect(visit).rejects.toThrow(/./);
/** A call that hangs before anything is done. One that is given up before it has arrived is made again. */
async function hanging(
  scene: Scene,
  operation: string,
  timeoutMs?: number,
): Promise<{ ended: Promise<void> }> {
  await scene.system.faults({ latencyMs: FOREVER_MS, operations: [operation] });
  const arrived = async () => (await scene.asked()).length === 1;
  for (;;) {
    let isOver = false;
    const ended = failing(scene.visit(false, 2, timeoutMs)).finally(() => (isOver = true));
    if (await eventually(async () => ((await arrived()) ? 'arrived' : isOver && 'over'), { every: 5 }))
      if (await arrived()) return { ended };
  }
}
const answering =
  (status: number): Failure =>
  async (scene, operation) => {
    await scene.system.faults({ status, operations: [operation] });
    await failing(scene.visit(false));
    return 'not done';
  };

const FAILURES: Record<string, Failure> = {
  'acts and drops the answer': async (scene, operation) => {
    await scene.system.faults({ dropAfterEffect: 1, operations: [operation] });
    await failing(scene.visit(false));
    return 'done';
  },
  'answers 500': answering(500),
  'answers 503': answering(503),
  'cuts the connection before it acts': async (scene, operation) => {
    const { ended } = await hanging(scene, operation);
    await scene.system.faults({ down: true });
    await ended;
    return 'not done';
  },
  'takes too long, and acts before it is visited again': async (scene, operation) => {
    const { ended } = await hanging(scene, operation, 100);
    await ended;
    await scene.system.faults({});
    await eventually(async () => (await scene.asked())[0]!.effects === 1, { every: 5 });
    return 'done';
  },
  'takes too long, and acts while it is visited again': async (scene, operation) => {
    const { ended } = await hanging(scene, operation, 100);
    await ended;
    return 'either';
  },
};

/** An undo that may be repeated is asked though it reads as undone: something may be on its way (E4). */
const isAskedAnyway = ({ kind, state }: Case) =>
  (kind === 'item' || kind === 'dispatch') && state === 'undone';

describe.each(CASES)('A1 $role $kind, $state ($means)', (wanted) => {
  it('A1 is done once whatever fails, and read before it is asked again', async () => {
    const operation = await operationOf(wanted);
    for (const [name, fail] of Object.entries(FAILURES)) {
      const scene = await Scene.set(wanted);
      const happened = await fail(scene, operation);
      await scene.system.faults({});
      scene.calls.splice(0);
      await scene.expectHome(await scene.visit(true));
      const again = ['observe', 'ask', 'observe'];
      const either = expect.arrayContaining(['observe']) as string[];
      const expected = { done: isAskedAnyway(wanted) ? again : ['observe'], 'not done': again, either };
      expect([name, scene.calls]).toEqual([name, expected[happened]]);
      expect(scene.calls[0]).toBe('observe');
    }
  });

  it('A1 is found out where the system lies, and done under the key of a new generation', async () => {
    const operation = await operationOf(wanted);
    const scene = await Scene.set(wanted);
    await scene.system.faults({ lie: 1, operations: [operation] });
    const lied = await scene.visit(false);
    const { desired, whole } = batchOf('', wanted.kind, wanted.state, 2, revision).errands[0]!;
    expect(lied.outcome === 'observed' && satisfies(desired, whole, lied.reading)).toBe(false);
    await scene.system.faults({});
    expect(await scene.visit(false, 3)).toMatchObject({ outcome: 'observed', generation: 3 });
    expect((await scene.asked()).map(({ key, effects }) => [key.split('#')[1], effects])).toEqual([
      ['2', 0],
      ['3', 1],
    ]);
  });
});
