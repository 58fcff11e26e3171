import type {
  BomLine,
  Characteristic,
  InspectionPlan,
  Operation,
  RevisionContent,
} from '../contracts/revision';
import { compare } from './decimal';

/**
 * Where a system has something else than it was asked to stage, a sentence each: "BOM line BAR-3: 0.1 MTR instead of 0.06
 * MTR". A part that was not asked for (null) is not looked at; quantities and limits are compared as decimals.
 */
export function differences(asked: RevisionContent, has: RevisionContent): string[] {
  return [
    ...(asked.bom ? lists(asked.bom, has.bom ?? [], BOM) : []),
    ...(asked.routing ? lists(asked.routing, has.routing ?? [], ROUTING) : []),
    ...(asked.plan ? plans(asked.plan, has.plan) : []),
  ];
}

/** How lines of one kind are named and compared. */
interface Lines<T> {
  readonly name: string;
  idOf(line: T): string;
  between(asked: T, has: T): (string | null)[];
}

const BOM: Lines<BomLine> = {
  name: 'BOM line',
  idOf: ({ item }) => item,
  between: (asked, has) => [
    other('revision', asked.revision, has.revision),
    asked.unit === has.unit && compare(asked.quantity, has.quantity) === 0
      ? null
      : `${has.quantity} ${has.unit} instead of ${asked.quantity} ${asked.unit}`,
  ],
};

const ROUTING: Lines<Operation> = {
  name: 'operation',
  idOf: ({ operation }) => operation,
  between: (asked, has) => [
    other('text', asked.text, has.text),
    other('work centre', sorted(asked.workCentres), sorted(has.workCentres)),
    other('instruction', instruction(asked), instruction(has)),
  ],
};

const CHARACTERISTICS: Lines<Characteristic> = {
  name: 'characteristic',
  idOf: ({ characteristic }) => characteristic,
  between: (asked, has) => [
    limit('lower limit', asked, has, asked.lower, has.lower),
    limit('upper limit', asked, has, asked.upper, has.upper),
    other('critical', String(asked.critical), String(has.critical)),
    other('gauge', asked.gauge ?? 'none', has.gauge ?? 'none'),
  ],
};

function plans(asked: InspectionPlan, has: InspectionPlan | null): string[] {
  if (has === null) return [`inspection plan ${asked.id}: missing`];
  const named = other('inspection plan', `${asked.id} ${asked.version}`, `${has.id} ${has.version}`);
  const sampled = other('sampling', sampling(asked), sampling(has));
  return [
    ...(named ? [named] : []),
    ...(sampled ? [sampled] : []),
    ...lists(asked.characteristics, has.characteristics, CHARACTERISTICS),
  ];
}

const sampling = ({ sampling: of }: InspectionPlan) =>
  of ? `${of.sampleSize ?? 'all'} pieces, accept ${of.accept}, reject ${of.reject}` : 'none';

/** Lines with the same id are taken in their order. */
function lists<T>(asked: readonly T[], has: readonly T[], lines: Lines<T>): string[] {
  const left = [...has];
  const found = asked.flatMap((line) => {
    const at = left.findIndex((one) => lines.idOf(one) === lines.idOf(line));
    const name = `${lines.name} ${lines.idOf(line)}`;
    if (at < 0) return [`${name}: missing`];
    const [one] = left.splice(at, 1);
    return lines
      .between(line, one!)
      .filter((text) => text !== null)
      .map((text) => `${name}: ${text}`);
  });
  return [...found, ...left.map((line) => `${lines.name} ${lines.idOf(line)}: not asked for`)];
}

const other = (what: string, asked: string, has: string) =>
  asked === has ? null : `${what} ${has} instead of ${asked}`;

function limit(
  what: string,
  asked: Characteristic,
  has: Characteristic,
  wanted: string | null,
  found: string | null,
): string | null {
  const isSame = wanted === null || found === null ? wanted === found : compare(wanted, found) === 0;
  if (isSame && asked.unit === has.unit) return null;
  const shown = (value: string | null, unit: string) => (value === null ? 'none' : `${value} ${unit}`);
  return `${what} ${shown(found, has.unit)} instead of ${shown(wanted, asked.unit)}`;
}

const sorted = (names: readonly string[]) => names.toSorted().join(', ') || 'none';
const instruction = ({ instruction: one }: Operation) => (one ? `${one.document} (${one.hash})` : 'none');
