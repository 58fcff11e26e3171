import { Notes } from '../notes';
import { TrytonRefusal } from '../refusal';
import type { TrytonCaller } from '../rpc';
import { labelOf, parseLabel, prefixOf, type Label } from './label';
import type { Wanted } from './wanted';

/** Where each model has its label, and what refers to it: a definition that was ever used is not deleted. */
const MODELS = {
  'production.bom': { field: 'code', usedBy: ['production', 'bom'] },
  'production.routing': { field: 'name', usedBy: ['production', 'routing'] },
  'quality.control': { field: 'name', usedBy: ['quality.inspection', 'control'] },
} as const;
export type DefinitionModel = keyof typeof MODELS;

/** A BOM, a routing or a quality control of one revision of an item. */
export interface Definition {
  readonly model: DefinitionModel;
  readonly id: number;
  readonly item: string;
  readonly label: Label;
  /** As it stands in Tryton. */
  readonly name: string;
  /** An inactive record is archived: nobody is offered it, and no field of it can be changed. */
  readonly active: boolean;
}

/** Searches hide what is archived. */
const ALL = { active_test: false };

/** Every definition of the item, archived or not. */
export async function definitionsOf(
  tryton: TrytonCaller,
  model: DefinitionModel,
  item: string,
): Promise<Definition[]> {
  const { field } = MODELS[model];
  const rows = await tryton.find<{ id: number; active: boolean } & Record<typeof field, string>>(
    model,
    [[field, 'like', `${prefixOf(item)}%`]],
    [field, 'active'],
    ALL,
  );
  return rows.flatMap((row) => {
    const label = parseLabel(item, row[field]);
    return label ? [{ model, id: row.id, item, label, name: row[field], active: row.active }] : [];
  });
}

/**
 * The one with this label, of those given.
 * @throws TrytonRefusal when there are two: Tryton keeps no code or name unique
 */
export function withLabel(definitions: readonly Definition[], wanted: Label): Definition | null {
  const [found, another] = definitions.filter(({ item, name }) => name === labelOf(item, wanted));
  if (another)
    throw new TrytonRefusal('Ambiguous', `Two records (${another.model}) are "${another.name}": rename one.`);
  return found ?? null;
}

/** The one that any change has staged; null: none. */
export const stagedIn = (definitions: readonly Definition[]): Definition | null =>
  definitions.find(({ label }) => label.mark?.state === 'staged') ?? null;

/** The change's own, staged or in use by it; null: it has none. A revision of that name may be here by another way. */
export async function ownOf(
  tryton: TrytonCaller,
  definitions: readonly Definition[],
  { change, staged, use }: Wanted,
): Promise<Definition | null> {
  const found = withLabel(definitions, staged);
  if (found) return found;
  const inUse = withLabel(definitions, use);
  const by = inUse && (await changeNote(tryton).read(resource(inUse)));
  return by === change ? inUse : null;
}

/** @throws TrytonRefusal when the revision is here already, or another change has staged one */
export function refuseIfTaken(definitions: readonly Definition[], { use }: Wanted): void {
  const taken = withLabel(definitions, use) ?? stagedIn(definitions);
  if (!taken) return;
  const { model, name, label } = taken;
  throw new TrytonRefusal(
    'Taken',
    label.mark
      ? `"${name}" (${model}) is staged by another change: finish or withdraw ${label.mark.change} first.`
      : `"${name}" (${model}) is here already, by no doing of this change: rename or delete it.`,
  );
}

/** Copies a record. @param values what differs in the copy; bare ids for many-to-many fields @returns its id */
export async function copyOf(
  tryton: TrytonCaller,
  model: DefinitionModel,
  id: number,
  label: string,
  values: Readonly<Record<string, unknown>>,
): Promise<number> {
  const copied = await tryton.call(`model.${model}.copy`, [
    [id],
    { ...values, [MODELS[model].field]: label },
  ]);
  return (copied as [number])[0];
}

/** Makes a staged definition the one in use: offered again, under its plain label, with the change noted on it. */
export async function release(tryton: TrytonCaller, definition: Definition): Promise<void> {
  const { label } = definition;
  await setActive(tryton, definition, true);
  if (label.mark === null) return;
  await changeNote(tryton).write(resource(definition), label.mark.change);
  await relabel(tryton, definition, { ...label, mark: null });
}

/** Archives it. Orders that have it keep it, and go on. */
export const archive = (tryton: TrytonCaller, definition: Definition): Promise<void> =>
  setActive(tryton, definition, false);

/** Takes away what was staged. What somebody has used meanwhile is archived instead, under a label that says undone. */
export async function discard(tryton: TrytonCaller, definition: Definition): Promise<void> {
  const { model, id, label } = definition;
  const [user, field] = MODELS[model].usedBy;
  const used = await tryton.find(user, [[field, '=', id]], [], ALL);
  if (used.length === 0) return tryton.remove(model, [id]);
  if (!definition.active) await setActive(tryton, definition, true);
  await relabel(tryton, definition, { ...label, mark: label.mark && { ...label.mark, state: 'undone' } });
  await setActive(tryton, definition, false);
}

/** By which a definition in use is known as the change's: its label says so no more. */
const changeNote = (tryton: TrytonCaller) => new Notes(tryton, 'Interlock change: ');
const resource = ({ model, id }: Definition) => `${model},${id}`;

const relabel = (tryton: TrytonCaller, { model, id, item }: Definition, label: Label): Promise<void> =>
  setField(tryton, model, id, MODELS[model].field, labelOf(item, label));

const setActive = (tryton: TrytonCaller, { model, id }: Definition, active: boolean): Promise<void> =>
  setField(tryton, model, id, 'active', active);

/** One field, over the version that was read, and read back: a step that did not hold is found here, not at the end. */
async function setField(
  tryton: TrytonCaller,
  model: DefinitionModel,
  id: number,
  field: string,
  value: string | boolean,
): Promise<void> {
  type Row = Readonly<Record<string, unknown>>;
  await tryton.change<Row>(model, id, [field], (row) => (row[field] === value ? null : { [field]: value }));
  const [row] = await tryton.read<Row>(model, [id], [field]);
  if (row?.[field] !== value)
    throw new TrytonRefusal(
      'NotKept',
      `${model} ${id}: "${field}" does not stay ${value}; see who changes it.`,
    );
}
