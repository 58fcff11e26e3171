import type { ChangePackage, Finding } from '../contracts/engineering-change';
import type { BomLine, Characteristic, Operation, RevisionPackage } from '../contracts/revision';
import { compare } from './decimal';
import { converts } from './units';

/** What is wrong, of which part of the revision, and what to do about it. */
interface Fault {
  readonly code: string;
  /** "BOM line PIN-10"; null: the revision itself. */
  readonly part: string | null;
  readonly text: string;
}
type UnitOf = (item: string) => string | null;

/**
 * Is the package complete? Each finding names one fault that the PLM must mend before anybody else is asked.
 * @param system the PLM's name
 * @param units the topology's unit of an item; null where the topology does not know it, then the PLM's own counts
 */
export function completeness(pack: ChangePackage, system: string, units: UnitOf): Finding[] {
  const finding = (code: string, subject: string, text: string): Finding => ({
    code,
    severity: 'error',
    system,
    plant: null,
    subject,
    text,
  });
  const approval = pack.approved
    ? []
    : [finding('change-not-approved', pack.id, `${pack.id} is not approved: approve it in the PLM.`)];
  const revisions = pack.items.flatMap((revision) =>
    faultsOf(revision, pack, units).map(({ code, part, text }) => {
      const whole = `${revision.item} rev ${revision.to}`;
      return finding(code, part === null ? whole : `${whole}, ${part}`, text);
    }),
  );
  return [...approval, ...revisions];
}

const faultsOf = (revision: RevisionPackage, pack: ChangePackage, units: UnitOf): Fault[] => [
  ...latest(revision),
  ...revision.bom.flatMap((line) => [...component(line, pack), ...unit(line, pack, units)]),
  ...revision.routing.flatMap((operation) => [...workCentre(operation), ...instruction(operation, pack)]),
  ...plan(revision),
];

function latest({ item, to, latest: newest }: RevisionPackage): Fault[] {
  if (to === newest) return [];
  const text = `The change brings ${to}, but the PLM's latest revision of ${item} is ${newest}: bring the change up to ${newest}.`;
  return [{ code: 'revision-not-latest', part: null, text }];
}

const bomLine = (line: BomLine): string => `BOM line ${line.item}`;

function component(line: BomLine, pack: ChangePackage): Fault[] {
  const known =
    pack.released.some(({ item, revision }) => item === line.item && revision === line.revision) ||
    pack.items.some(({ item, to }) => item === line.item && to === line.revision);
  if (known) return [];
  const text = `${line.item} rev ${line.revision} is neither released nor in ${pack.id}: release it, or take it into the change.`;
  return [{ code: 'component-not-released', part: bomLine(line), text }];
}

function unit(line: BomLine, pack: ChangePackage, units: UnitOf): Fault[] {
  const released = pack.released.find(
    ({ item, revision }) => item === line.item && revision === line.revision,
  );
  const own = units(line.item) ?? released?.unit ?? pack.items.find(({ item }) => item === line.item)?.unit;
  if (own === undefined || converts(line.unit, own)) return [];
  const text = `${line.quantity} ${line.unit} of ${line.item} do not convert to its unit ${own}: state the line in ${own}, or in a unit of UN/ECE Recommendation 20 that converts to it.`;
  return [{ code: 'unit-not-convertible', part: bomLine(line), text }];
}

const named = ({ operation }: Operation): string => `operation ${operation}`;

function workCentre(operation: Operation): Fault[] {
  if (operation.workCentres.length > 0) return [];
  const text = `Operation ${operation.operation} (${operation.text}) names no work centre: name one of each plant.`;
  return [{ code: 'work-centre-missing', part: named(operation), text }];
}

function instruction(operation: Operation, pack: ChangePackage): Fault[] {
  const part = named(operation);
  if (operation.instruction === null) {
    const text = `Operation ${operation.operation} (${operation.text}) has no work instruction: attach one.`;
    return [{ code: 'instruction-missing', part, text }];
  }
  const { document, hash } = operation.instruction;
  const vault = pack.documents.find((stored) => stored.document === document);
  if (vault === undefined) {
    const text = `Work instruction ${document} is not in the PLM's vault: file it there.`;
    return [{ code: 'document-missing', part: `${part}, document ${document}`, text }];
  }
  if (vault.hash.toLowerCase() === hash.toLowerCase()) return [];
  const text = `Work instruction ${document} in the vault (SHA-256 ${vault.hash}) is not what was approved (${hash}): restore it, or approve what is there.`;
  return [{ code: 'document-mismatch', part: `${part}, document ${document}`, text }];
}

function plan(revision: RevisionPackage): Fault[] {
  if (revision.plan !== null) return revision.plan.characteristics.flatMap(limitsAndGauge);
  const text = `${revision.item} rev ${revision.to} has no inspection plan: add one.`;
  return [{ code: 'plan-missing', part: null, text }];
}

function limitsAndGauge({ characteristic, lower, upper, critical, gauge }: Characteristic): Fault[] {
  const faults: Fault[] = [];
  const part = `characteristic ${characteristic}`;
  if (critical && lower === null && upper === null) {
    const text = `Critical characteristic ${characteristic} has neither a lower nor an upper limit: state at least one.`;
    faults.push({ code: 'limits-missing', part, text });
  }
  if (lower !== null && upper !== null && compare(lower, upper) > 0) {
    const text = `The lower limit ${lower} of ${characteristic} is above its upper limit ${upper}: nothing could pass; correct them.`;
    faults.push({ code: 'limits-contradict', part, text });
  }
  if (critical && gauge === null) {
    const text = `Critical characteristic ${characteristic} has no gauge: name the one to measure it with.`;
    faults.push({ code: 'gauge-missing', part, text });
  }
  return faults;
}
