import type { Operation } from '../../../contracts/revision';
import { Notes } from '../notes';
import { TrytonRefusal } from '../refusal';
import type { TrytonCaller } from '../rpc';
import { labelOf } from './label';
import type { Wanted } from './wanted';
import { categoryOf, workCentresOf, type WorkCentre } from './work-centres';

const ROUTING = 'production.routing';
const OPERATION = 'production.routing.operation';

interface Step {
  readonly 'operation.': { readonly name: string; readonly work_center_category: number | null };
}

/** The operations as the plant does them: of each one's work centres, those that it has. */
export const atPlant = ({ package: { routing }, workCentres }: Wanted): Operation[] =>
  routing.map((operation) => ({
    ...operation,
    workCentres: operation.workCentres.filter((one) => workCentres.includes(one)),
  }));

export async function readRouting(tryton: TrytonCaller, routing: number): Promise<Operation[]> {
  const centres = await workCentresOf(tryton);
  const steps = await tryton.find<Step>(
    'production.routing.step',
    [['routing', '=', routing]],
    ['operation.name', 'operation.work_center_category'],
    {},
    [
      ['sequence', 'ASC NULLS FIRST'],
      ['id', 'ASC'],
    ],
  );
  return Promise.all(
    steps.map(async ({ 'operation.': { name, work_center_category: category } }) => {
      const [, operation = name, text = ''] = /^(\S+) (.*)$/s.exec(name) ?? [];
      return {
        operation,
        text,
        workCentres: centres.flatMap((one) => (one.category === category ? [one.name] : [])),
        instruction: await readInstruction(tryton, routing, operation),
      };
    }),
  );
}

/** A routing has nothing but its steps, so it is made, not copied; then archived like its BOM. */
export async function stageRouting(tryton: TrytonCaller, wanted: Wanted, bom: number): Promise<void> {
  const name = labelOf(wanted.package.item, wanted.staged);
  const id = await createRouting(tryton, name, atPlant(wanted), bom);
  await tryton.write(ROUTING, [id], { active: false });
}

/** @returns its id @throws TrytonRefusal when an operation's work centres are no category's */
export async function createRouting(
  tryton: TrytonCaller,
  name: string,
  operations: readonly Operation[],
  bom: number,
): Promise<number> {
  const centres = await workCentresOf(tryton);
  const steps = [];
  for (const [index, operation] of operations.entries())
    steps.push({ operation: await ensureOperation(tryton, operation, centres), sequence: (index + 1) * 10 });
  const id = await tryton.create(ROUTING, { name, boms: [['add', [bom]]], steps: [['create', steps]] });
  for (const { operation, instruction } of operations)
    if (instruction)
      await instructionNotes(tryton, operation).write(
        resource(id),
        `${instruction.document} sha256:${instruction.hash}`,
      );
  return id;
}

/** Operations are shared by routings, so none is ever changed: one that is not there as wanted is added. */
async function ensureOperation(
  tryton: TrytonCaller,
  { operation, text, workCentres }: Operation,
  centres: readonly WorkCentre[],
): Promise<number> {
  const name = `${operation} ${text}`;
  const category = workCentres.length === 0 ? null : categoryOf(workCentres, centres);
  if (category === undefined)
    throw new TrytonRefusal(
      'WorkCentres',
      `Operation ${operation}: no category of work centres has exactly ${workCentres.join(', ')}; a routing in Tryton names a category.`,
    );
  const values = { name, work_center_category: category };
  const domain = Object.entries(values).map(([field, value]) => [field, '=', value]);
  const [known] = await tryton.find<{ id: number }>(OPERATION, domain, []);
  return known?.id ?? tryton.create(OPERATION, values);
}

/** Tryton has no field for a work instruction: it is a note on the routing, which people see when they open it. */
const instructionNotes = (tryton: TrytonCaller, operation: string) =>
  new Notes(tryton, `Work instruction of operation ${operation}: `);

async function readInstruction(
  tryton: TrytonCaller,
  routing: number,
  operation: string,
): Promise<Operation['instruction']> {
  const note = await instructionNotes(tryton, operation).read(resource(routing));
  const [, document, hash] = /^(.*) sha256:(.*)$/s.exec(note ?? '') ?? [];
  return document === undefined ? null : { document, hash: hash! };
}

const resource = (routing: number) => `${ROUTING},${routing}`;
