import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type {
  ChangePlant,
  ChangeRequest,
  ChangeState,
  Classes,
  Effectivity,
  EngineeringChange,
  ItemRevision,
  Withdrawal,
} from '../../../contracts/engineering-change';
import type { ExceptionItem } from '../../../contracts/exception';
import type { Target } from '../../../contracts/target';
import { atScreen } from '../../stack/floor';
import { SYSTEMS, taken } from '../../stack/material';
import type { ApiResponse } from '../../support/api';
import type { ItemState, SandboxEffect } from '../../support/control';
import { eventually } from '../../support/eventually';
import type { TestStack } from '../../support/stack';

export const PLANTS = ['lyon', 'monterrey'] as const;
export type PlantName = (typeof PLANTS)[number];

/** Systems that keep a part of an item's revision at a plant. */
export const systemsAt = (plant: PlantName) => ['plm', 'erp', `mes-${plant}`, 'qms'] as const;

/** A change of a test's own, as it is in the PLM. */
export interface OwnChange {
  readonly id: string;
  readonly items: readonly { readonly item: string; readonly from: string; readonly to: string }[];
}

/** Later than any test looks: a plant waits, staged, for as long as it is left alone. */
export const FAR: Effectivity = { kind: 'date', localDate: '2126-12-02', at: 'shift-start' };

/** Nothing of the old revision needs a decision by hand. */
const DECIDED: Classes = { inStock: 'sort', inProgress: 'finish-on-old', onOrder: 'use-up' };

/** What a revision of a test's own is made of. */
type Content = ReturnType<typeof contentOf>;

/**
 * Makes a change in the PLM, approved and complete: each item goes from what is active at `plant` to the revision after the
 * latest that the PLM knows.
 * @param adjust what of a revision is to be otherwise; `classes`: and of what the PLM decides
 */
export async function engineer(
  stack: TestStack,
  items: readonly string[],
  {
    plant = 'lyon',
    classes = DECIDED,
    adjust = () => ({}),
  }: {
    readonly plant?: PlantName;
    readonly classes?: Classes;
    readonly adjust?: (content: Content) => Partial<Record<keyof Content, unknown>>;
  } = {},
): Promise<OwnChange> {
  const id = `ECO-T-${randomUUID().slice(0, 8)}`;
  const { items: active, changes = {} } = await stack.control('plm').state();
  const affected = items.map((item) => {
    const from = active[`${item}@${plant}`]!.active;
    const known = Object.values(changes).flatMap((change) =>
      change.affectedItems.filter((one) => one.item === item).map(({ to }) => to),
    );
    return { item, from, to: following([from, ...known]) };
  });
  const document = { document: `WI-${id}`, content: `How it is made by ${id}.\n` };
  const change = {
    id,
    text: `a test's own change of ${items.join(', ')}`,
    classes,
    effectivity: null,
    affectedItems: affected.map((one) => {
      const content = contentOf(one.item, one.to, document);
      return { ...one, ...content, ...adjust(content) };
    }),
    documents: [document],
  };
  const status = await atScreen(stack, 'plm', '/changes', change);
  if (status !== 200) throw new Error(`the PLM answered ${status} to ${id}`);
  return { id, items: affected };
}

/** The revision after the latest of these: B after A, AA after Z. */
function following(revisions: readonly string[]): string {
  const number = (revision: string) =>
    revision.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  const letters = (value: number): string =>
    value === 0 ? '' : letters(Math.floor((value - 1) / 26)) + String.fromCharCode(65 + ((value - 1) % 26));
  return letters(Math.max(...revisions.map(number)) + 1);
}

/** Made at a work centre of either plant, of what is bought, and measured. */
function contentOf(
  item: string,
  revision: string,
  { document, content }: { document: string; content: string },
) {
  const component = item === 'SHEET-4' ? 'ADH-1' : 'SHEET-4';
  const unit = component === 'ADH-1' ? 'KGM' : 'MTK';
  const hash = createHash('sha256').update(content).digest('hex');
  const measured = { characteristic: 'length', unit: 'MMT', lower: '9.9', upper: '10.1' };
  return {
    bom: [{ item: component, revision: 'B', quantity: '0.025', unit }],
    routing: [
      { operation: '10', text: 'Make', workCentres: ['CNC-2', 'CNC-7'], instruction: { document, hash } },
    ],
    plan: {
      id: `IP-${item}`,
      version: revision,
      characteristics: [{ ...measured, critical: true, gauge: 'G-12' }],
    },
  };
}

/** Asks for the release of a change at plants, each at once or as its effectivity says. */
export const request = (
  stack: TestStack,
  { id }: Pick<OwnChange, 'id'>,
  plants: readonly (PlantName | ChangeRequest['plants'][number])[] = ['lyon'],
  more: Partial<Pick<ChangeRequest, 'policy' | 'onConflict'>> = {},
): Promise<ApiResponse<EngineeringChange>> =>
  stack.api('engineering').post('/v1/engineering-changes', {
    change: { system: 'plm', id },
    plants: plants.map((plant) =>
      typeof plant === 'string' ? { plant, effectivity: { kind: 'immediate' } } : plant,
    ),
    ...more,
  });

/** As `request`. @throws Error unless it was accepted */
export const release = async (...asked: Parameters<typeof request>): Promise<EngineeringChange> =>
  taken(201, await request(...asked));

/** To be released there, and left staged. */
export const farAt = (...plants: readonly PlantName[]): ChangeRequest['plants'] =>
  plants.map((plant) => ({ plant, effectivity: FAR }));

export const getChange = async (stack: TestStack, id: string): Promise<EngineeringChange> =>
  taken(200, await stack.api('auditor').get<EngineeringChange>(`/v1/engineering-changes/${id}`));

/** What the API says of one plant of a change. */
export function plantOf({ id, plants }: EngineeringChange, plant: PlantName = 'lyon'): ChangePlant {
  const found = plants.find((one) => one.plant === plant);
  if (!found) throw new Error(`${id} is not for ${plant}.`);
  return found;
}

/** Waits until a plant is in that state. @throws Error that shows the plant, where it never is */
export async function reaches(
  stack: TestStack,
  id: string,
  state: ChangeState,
  { plant = 'lyon' }: { readonly plant?: PlantName } = {},
): Promise<EngineeringChange> {
  return eventually(
    async () => {
      const change = await getChange(stack, id);
      const now = plantOf(change, plant);
      if (now.state !== state)
        throw new Error(
          `${id} is not ${state} at ${plant}: ${JSON.stringify([change.findings, now], null, 1)}`,
        );
      return change;
    },
    { every: 100 },
  );
}

/** The target of an item of the change, or of its starts, in a system. */
export function itemTarget(
  change: EngineeringChange,
  system: string,
  kind: 'item' | 'starts' = 'item',
  plant: PlantName = 'lyon',
): Target {
  const found = plantOf(change, plant).targets.find(
    (target) => target.system === system && target.subject.kind === kind,
  );
  if (!found) throw new Error(`${change.id} asks nothing of ${system} about ${kind} at ${plant}.`);
  return found;
}

export const withdraw = (stack: TestStack, id: string): Promise<ApiResponse<Withdrawal>> =>
  stack
    .api('engineering')
    .post(`/v1/engineering-changes/${id}/withdrawal`, { reason: 'the customer changed the drawing' });

/** What the plant builds, by the API. */
export const builds = async (
  stack: TestStack,
  item: string,
  plant: PlantName = 'lyon',
): Promise<ItemRevision> =>
  taken(200, await stack.api('auditor').get<ItemRevision>(`/v1/items/${item}/revision?plant=${plant}`));

/** What each system says of an item at a plant, by its own state. */
export async function itemIn(
  stack: TestStack,
  item: string,
  plant: PlantName = 'lyon',
): Promise<Record<string, Pick<ItemState, 'active' | 'staged'>>> {
  const said = systemsAt(plant).map(async (system) => {
    const { active, staged } = (await stack.control(system).state()).items[`${item}@${plant}`]!;
    return [system, { active, staged }] as const;
  });
  return Object.fromEntries(await Promise.all(said));
}

/** Are new starts of the item stopped, as the plant's MES says? */
export const startsOf = async (stack: TestStack, item: string, plant: PlantName = 'lyon') =>
  (await stack.control(`mes-${plant}`).state()).starts?.[`${item}@${plant}`];

/** What the systems must say where a plant is in that state; null: it is on its way from one to another. */
const SAID: Partial<Record<ChangeState, (revisions: { from: string; to: string }) => object>> = {
  checking: ({ from }) => ({ active: from, staged: null }),
  staged: ({ from, to }) => ({ active: from, staged: to }),
  active: ({ to }) => ({ active: to, staged: null }),
  refused: ({ from }) => ({ active: from, staged: null }),
  withdrawn: ({ from }) => ({ active: from, staged: null }),
};

/** What the API says of every plant equals what each of its systems says, of its items and of new starts. */
export async function expectAgreement(stack: TestStack, id: string): Promise<EngineeringChange> {
  const change = await getChange(stack, id);
  for (const { plant, state } of change.plants)
    for (const revision of change.items) {
      const said = SAID[state]?.(revision);
      if (!said) throw new Error(`${id} is still ${state} at ${plant}.`);
      const at = plant as PlantName;
      expect([plant, state, await itemIn(stack, revision.item, at)]).toEqual([
        plant,
        state,
        Object.fromEntries(systemsAt(at).map((system) => [system, said])),
      ]);
      expect([plant, await startsOf(stack, revision.item, at)]).toEqual([plant, 'allowed']);
      expect(await builds(stack, revision.item, at)).toMatchObject({
        revision: state === 'active' ? revision.to : revision.from,
        buildable: true,
      });
    }
  return change;
}

/** What a system was asked of a subject on behalf of a change that began then, in the order of asking. */
export const askedSince = async (
  stack: TestStack,
  system: string,
  subject: string,
  since: string,
): Promise<SandboxEffect[]> =>
  (await stack.control(system).effects()).filter(
    (effect) => effect.subject === subject && effect.at >= since,
  );

/** What waits for a person, on behalf of a change. */
export const exceptionsOf = async (
  stack: TestStack,
  { transaction }: EngineeringChange,
  state: 'open' | 'closed' = 'open',
): Promise<z.infer<typeof ExceptionItem>[]> =>
  taken(
    200,
    await stack
      .api('support')
      .get<{ items: z.infer<typeof ExceptionItem>[] }>(
        `/v1/exceptions?state=${state}&transaction=${transaction}`,
      ),
  ).items;

/** Waits until a person is told that a system does not do what a change asks of it. A slow one may have been told of, too. */
export const exceptionIn = (
  stack: TestStack,
  change: EngineeringChange,
  system: string,
): Promise<z.infer<typeof ExceptionItem>> =>
  eventually(async () => (await exceptionsOf(stack, change)).find((one) => one.system === system));

/** Every system as it was: no fault, and the machine's own clock. */
export const heal = async (stack: TestStack): Promise<void> => {
  await Promise.all(
    SYSTEMS.flatMap((system) => [stack.control(system).faults({}), stack.control(system).clock(null)]),
  );
};

/** After a test that may have failed: every system is healed, and nothing is under way any more. */
export async function clearUp(stack: TestStack): Promise<void> {
  await heal(stack);
  const open = async () =>
    taken(
      200,
      await stack.api('auditor').get<{ items: EngineeringChange[] }>('/v1/engineering-changes?limit=100'),
    ).items.filter(({ plants }) => plants.some(({ state }) => !OVER.includes(state)));
  for (const { id } of await open()) await withdraw(stack, id);
  await eventually(async () => (await open()).length === 0, { every: 100 });
}
const OVER: readonly ChangeState[] = ['active', 'refused', 'withdrawn'];
