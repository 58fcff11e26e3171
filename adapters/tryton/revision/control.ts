import type { Characteristic, InspectionPlan } from '../../../contracts/revision';
import { text } from '../../../domain/decimal';
import { Notes } from '../notes';
import type { Site } from '../site';
import type { TrytonCaller } from '../rpc';
import { codeOfUnit, symbolOfUnit } from '../units';
import { copyOf } from './definitions';
import type { Product } from './wanted';

export const CONTROL = 'quality.control';
const POINT = 'quality.control.point';

/** A point is what the inspector fills in. Its label ends with the unit, and its help says what Tryton has no field for. */
interface Point {
  readonly id: number;
  readonly name: string;
  readonly string: string;
  readonly help: string | null;
  readonly tolerance_lower: number | null;
  readonly tolerance_upper: number | null;
}
const FIELDS = ['name', 'string', 'help', 'tolerance_lower', 'tolerance_upper'];
/** Digits that the inspector is shown, at least. */
const DIGITS = 3;

/**
 * A control as an inspection plan.
 * @param asked gives the characteristics' own names, of which Tryton keeps a form without hyphens
 */
export async function readPlan(
  tryton: TrytonCaller,
  control: number,
  asked: InspectionPlan | null,
): Promise<InspectionPlan> {
  const points = await pointsOf(tryton, control);
  const [, id, version] =
    /^(.*) version (.*)$/s.exec((await planNote(tryton).read(resource(control))) ?? '') ?? [];
  return {
    id: id ?? '',
    version: version ?? '',
    characteristics: points.map((point) => characteristicOf(point, asked?.characteristics ?? [])),
  };
}

/** What a control is made of. */
export interface ControlContent {
  readonly plan: InspectionPlan;
  readonly label: string;
  readonly product: Product;
}

/** Names no operation: Tryton asks for an inspection by itself nowhere. @returns its id */
export async function createControl(
  tryton: TrytonCaller,
  site: Site,
  { plan, label, product }: ControlContent,
): Promise<number> {
  const id = await tryton.create(CONTROL, {
    name: label,
    operations: [],
    frequency: 0,
    product: product.id,
    company: (await site.owner(tryton)).company,
    points: [['create', plan.characteristics.map(valuesOf)]],
  });
  await notePlan(tryton, id, plan);
  return id;
}

/**
 * Archives it in the call that gives it its points. Where the item has a control, that is copied, so that what the PLM
 * does not know of stays: when it comes up, what is only looked at, people's own words.
 * @param inUse id of the control in use; null: the item has none
 */
export async function stageControl(
  tryton: TrytonCaller,
  site: Site,
  content: ControlContent,
  inUse: number | null,
): Promise<void> {
  const { plan, label } = content;
  if (inUse === null) {
    const made = await createControl(tryton, site, content);
    return tryton.write(CONTROL, [made], { active: false });
  }
  const id = await copyOf(tryton, CONTROL, inUse, label, {});
  await notePlan(tryton, id, plan);
  const points = plan.characteristics.map(valuesOf);
  const known = await pointsOf(tryton, id);
  const gone = known.filter(({ name }) => !points.some((values) => values.name === name));
  const changes: Command[] = points.map((values) => {
    const point = known.find(({ name }) => name === values.name);
    return point ? ['write', [point.id], { ...values, string: point.string }] : ['create', [values]];
  });
  const commands = [['delete', gone.map((point) => point.id)], ...changes];
  await tryton.write(CONTROL, [id], { points: commands, active: false });
}

type Command = readonly unknown[];

/** What is measured. What is only looked at, a point of yes or no, is the QMS's own and stays as it is. */
const pointsOf = (tryton: TrytonCaller, control: number) =>
  tryton.find<Point>(
    POINT,
    [
      ['control', '=', control],
      ['type_', '!=', 'boolean'],
    ],
    FIELDS,
  );

/** Which plan of the PLM's it is: a control has a name alone. */
const planNote = (tryton: TrytonCaller) => new Notes(tryton, 'Inspection plan: ');
const notePlan = (tryton: TrytonCaller, control: number, { id, version }: InspectionPlan) =>
  planNote(tryton).write(resource(control), `${id} version ${version}`);
const resource = (control: number) => `${CONTROL},${control}`;

/** Tryton's name of a characteristic: letters, digits and underscores. */
export const pointName = (characteristic: string): string => characteristic.replaceAll(/\W/g, '_');

/** `diameter-1` is `Diameter 1` for people. */
const words = (characteristic: string) =>
  characteristic.charAt(0).toUpperCase() + characteristic.slice(1).replaceAll('-', ' ');

function valuesOf({ characteristic, unit, lower, upper, critical, gauge }: Characteristic) {
  const places = [lower, upper].map((limit) => limit?.split('.')[1]?.length ?? 0);
  return {
    name: pointName(characteristic),
    string: `${words(characteristic)}, ${symbolOfUnit(unit) ?? unit}`,
    help: [...(critical ? ['critical'] : []), ...(gauge === null ? [] : [`gauge ${gauge}`])].join('; '),
    type_: 'float',
    digits: Math.max(DIGITS, ...places),
    tolerance_lower: lower === null ? null : Number(lower),
    tolerance_upper: upper === null ? null : Number(upper),
  };
}

function characteristicOf(point: Point, asked: readonly Characteristic[]): Characteristic {
  const known = asked.find(({ characteristic }) => pointName(characteristic) === point.name);
  const marks = (point.help ?? '').split('; ');
  return {
    characteristic: known?.characteristic ?? point.name.replaceAll('_', '-'),
    unit: unitOf(point.string),
    lower: limitOf(point.tolerance_lower),
    upper: limitOf(point.tolerance_upper),
    critical: marks.includes('critical'),
    gauge: marks.find((mark) => mark.startsWith('gauge '))?.slice('gauge '.length) ?? null,
  };
}

/** `Diameter 1, mm` is measured in millimetres. */
export function unitOf(label: string): string {
  const symbol = label.slice(label.lastIndexOf(', ') + 1).trim();
  return codeOfUnit(symbol) ?? symbol;
}

const limitOf = (limit: number | null) => (limit === null ? null : text(limit.toFixed(9)));
