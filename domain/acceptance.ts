import type { Assessment, ItemFact } from '../contracts/assessment';
import type { ChangePackage, Finding } from '../contracts/engineering-change';
import type { Operation, RevisionPackage } from '../contracts/revision';

/** A system's answer, with the roles that it plays for the plant. */
export type Assessed = Assessment & { readonly roles: readonly string[] };

interface Fault {
  readonly code: string;
  readonly system: string;
  readonly subject: string;
  readonly text: string;
}

/** Will the ERP, the MES and the QMS of a plant take the change? Each finding names one fault, of one system. */
export function acceptance(pack: ChangePackage, plant: string, assessments: readonly Assessed[]): Finding[] {
  return pack.items
    .flatMap((revision) => [
      ...assessments.flatMap((assessment) => factFaults(revision, pack.id, plant, assessment)),
      ...revisionFaults(revision, assessments),
      ...assessments.flatMap((assessment) => [
        ...workCentreFaults(revision, plant, assessment),
        ...gaugeFaults(revision, assessment),
      ]),
    ])
    .map((fault) => ({ ...fault, severity: 'error', plant }));
}

/** Work centres of a routing that the plant has, each once, in the routing's order. */
export const workCentresAt = (routing: readonly Operation[], workCentres: readonly string[]): string[] => [
  ...new Set(
    routing.flatMap((operation) => operation.workCentres.filter((one) => workCentres.includes(one))),
  ),
];

const named = ({ item, to }: RevisionPackage): string => `${item} rev ${to}`;
const factOf = (assessment: Assessed, item: string): ItemFact | undefined =>
  assessment.items.find((fact) => fact.item === item);

/** An item that is only bought has no routing, and no MES need know it. */
const mustKnow = ({ roles }: Assessed, revision: RevisionPackage): boolean =>
  roles.includes('erp') || roles.includes('qms') || (roles.includes('mes') && revision.routing.length > 0);

function factFaults(revision: RevisionPackage, change: string, plant: string, assessment: Assessed): Fault[] {
  const { system } = assessment;
  const { item } = revision;
  const fact = factOf(assessment, item);
  if (fact === undefined || !fact.known) {
    if (!mustKnow(assessment, revision)) return [];
    const text = `${system} does not know ${item} at ${plant}: create it there first.`;
    return [{ code: 'item-not-at-plant', system, subject: item, text }];
  }
  const faults: Fault[] = [];
  if (fact.blocked !== null) {
    const text = `${system} takes no change of ${item} at ${plant} now: ${fact.blocked}. Lift that, or send the change again when it is over.`;
    faults.push({ code: 'period-blocked', system, subject: item, text });
  }
  if (fact.stagedBy !== null && fact.stagedBy !== change) {
    const what = fact.staged === null ? 'a revision' : `rev ${fact.staged}`;
    const text = `${system} has ${what} of ${item} staged by ${fact.stagedBy} at ${plant}: finish or withdraw that change first.`;
    faults.push({ code: 'staged-by-other', system, subject: named(revision), text });
  }
  return faults;
}

/** A system that knows the item but names no active revision contradicts nothing. */
function revisionFaults(revision: RevisionPackage, assessments: readonly Assessed[]): Fault[] {
  const { item, from, to } = revision;
  const said = assessments.flatMap((assessment) => {
    const active = factOf(assessment, item)?.active ?? null;
    return active === null ? [] : [{ system: assessment.system, active }];
  });
  const subject = named(revision);
  const [first] = said;
  if (first !== undefined && said.every(({ active }) => active === to)) {
    const systems = said.map(({ system }) => system).join(', ');
    const text = `Rev ${to} of ${item} is active already in ${systems}: take the item out of the change.`;
    return [{ code: 'already-active', system: first.system, subject, text }];
  }
  return said
    .filter(({ active }) => active !== from)
    .map(({ system, active }) => ({
      code: 'revision-sequence',
      system,
      subject,
      text: `The change takes ${item} from rev ${from} to ${to}, but in ${system} rev ${active} is active: bring the system to ${from}, or the change to start from ${active}.`,
    }));
}

function workCentreFaults(revision: RevisionPackage, plant: string, assessment: Assessed): Fault[] {
  const { system, workCentres } = assessment;
  if (workCentres === null) return [];
  return revision.routing
    .filter((operation) => operation.workCentres.length > 0)
    .filter((operation) => workCentresAt([operation], workCentres).length === 0)
    .map(({ operation, workCentres: wanted }) => ({
      code: 'work-centre-missing',
      system,
      subject: `${named(revision)}, operation ${operation}`,
      text: `${plant} has no work centre for operation ${operation}: ${system} knows none of ${wanted.join(', ')}. Name one that the plant has.`,
    }));
}

function gaugeFaults(revision: RevisionPackage, assessment: Assessed): Fault[] {
  const { system, gauges } = assessment;
  if (gauges === null) return [];
  const characteristics = revision.plan?.characteristics ?? [];
  const wanted = new Set(characteristics.flatMap(({ gauge }) => (gauge === null ? [] : [gauge])));
  return [...wanted]
    .filter((gauge) => !gauges.includes(gauge))
    .map((gauge) => {
      const measures = characteristics
        .filter((one) => one.gauge === gauge)
        .map(({ characteristic }) => characteristic);
      return {
        code: 'gauge-unknown',
        system,
        subject: `${named(revision)}, gauge ${gauge}`,
        text: `${system} has no gauge ${gauge} that is fit for use, to measure ${measures.join(', ')}: register or calibrate it, or name another.`,
      };
    });
}
