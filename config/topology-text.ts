import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { Topology } from '../contracts/topology';
import type { TopologyFinding } from '../contracts/topology-version';
import { crossCheck } from './topology-rules';

/** A topology as a person writes it: YAML in which `${NAME}` stands for a variable. */
export interface TopologyText {
  readonly text: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** What a text says, or everything that is wrong with it, in the order of the lines. */
export type ParsedTopology =
  | { readonly topology: Topology; readonly findings: readonly [] }
  | { readonly topology: null; readonly findings: readonly TopologyFinding[] };

type Path = readonly PropertyKey[];
/** An offset in the text as it was written. */
type Complaint = Pick<TopologyFinding, 'path' | 'text' | 'remedy'> & { readonly offset: number };

/** Parses and checks a topology; every error is found at once, with its line and column in the text as it was written. */
export function parseTopology({ text, variables }: TopologyText): ParsedTopology {
  const filled = fillIn(text, variables);
  const document = parseDocument(filled.text);
  const complaints = [
    ...filled.missing,
    ...document.errors.map((error) => ({
      offset: filled.origin(error.pos[0]),
      path: '',
      text: error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
      remedy: 'mend the YAML here',
    })),
  ];
  if (complaints.length > 0) return refused(text, complaints);
  const complain = (path: Path, said: string, remedy: string): void =>
    void complaints.push({
      offset: filled.origin(offsetOf(document, path)),
      path: inWords(path),
      text: said,
      remedy,
    });
  const parsed = Topology.safeParse(document.toJS());
  if (!parsed.success) for (const issue of parsed.error.issues) complainOf(issue, [], complain);
  else crossCheck(parsed.data, complain);
  return parsed.success && complaints.length === 0
    ? { topology: parsed.data, findings: [] }
    : refused(text, complaints);
}

/** `file:line:column: path: what is wrong; remedy.` */
export const findingInWords = (file: string, { line, column, path, text, remedy }: TopologyFinding): string =>
  `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${text}; ${remedy}.`;

function refused(text: string, complaints: readonly Complaint[]): ParsedTopology {
  const findings = complaints
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, ...said }) => {
      const before = text.slice(0, offset).split('\n');
      return { line: before.length, column: before.at(-1)!.length + 1, ...said };
    });
  return { topology: null, findings };
}

/** Puts the variables in their places. `origin` leads from an offset in what came out back to the text as it was written. */
function fillIn(text: string, variables: TopologyText['variables']) {
  const missing: Complaint[] = [];
  /** Offset after each replacement, and how much further it is in the text as it was written. */
  const shifts: { readonly after: number; readonly by: number }[] = [];
  let by = 0;
  const filled = text.replace(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string, offset: number) => {
    const value = variables[name];
    if (value === undefined) {
      missing.push({
        offset,
        path: '',
        text: `${whole} is not set in the environment`,
        remedy: 'set it, or write the value here',
      });
      return whole;
    }
    by += whole.length - value.length;
    shifts.push({ after: offset + whole.length - by, by });
    return value;
  });
  const origin = (offset: number) => offset + (shifts.findLast(({ after }) => offset >= after)?.by ?? 0);
  return { text: filled, missing, origin };
}

/** Where the key of a path stands; of what is not there, where it should be. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const at = isAlias(node) ? node.resolve(document) : node;
    if (isMap(at)) {
      const pair = at.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
      if (!pair) break;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(at)) {
      node = at.items[Number(step)];
      offset = (isMap(node) || isScalar(node) || isSeq(node) ? node.range?.[0] : undefined) ?? offset;
    } else break;
  }
  return offset;
}

/** `plants.lyon.shifts[0].start` */
const inWords = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');

type Complain = (path: Path, text: string, remedy: string) => void;

function complainOf(issue: z.core.$ZodIssue, above: Path, complain: Complain): void {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys)
        complain([...path, key], 'is not known here', 'take it out, or correct its spelling');
      return;
    case 'invalid_union':
      // The alternative with the fewest errors is the one that was most likely meant.
      for (const inner of issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [])
        complainOf(inner, path, complain);
      return;
    case 'invalid_key':
      complain(path, 'is no name', issue.issues.map(({ message }) => message).join(', '));
      return;
    case 'invalid_type':
      if (/received undefined/.test(issue.message))
        complain(path, 'is missing', `give it, ${issue.expected}`);
      else complain(path, issue.message, `write it as ${issue.expected}`);
      return;
    case 'invalid_value':
      complain(path, 'is none of those that there are', `take one of ${issue.values.join(', ')}`);
      return;
    default:
      complain(path, issue.message, 'correct the value');
  }
}
