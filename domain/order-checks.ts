import type { OrderFinding, PlannedOrder, ShopFloor } from '../contracts/production-order';
import type { BomLine, Operation } from '../contracts/revision';
import type { Topology } from '../contracts/topology';
import { differences } from './revision-differences';

/** What is known of an order and its surroundings before it goes to the shop floor. */
export interface OrderFacts {
  readonly erp: string;
  readonly mes: string;
  readonly plant: string;
  readonly planned: PlannedOrder;
  readonly floor: ShopFloor;
  /** What the plant builds of the item by the ledger; null: nobody has said. */
  readonly active: string | null;
  /** The change that is being activated, from its pivot to the last observation; null: none. */
  readonly activating: string | null;
  /** A change has decided that this order is finished on its old revision. */
  readonly finishOnOld: boolean;
  /** Open holds of the order itself. */
  readonly held: readonly string[];
  /** BOM and routing of the order's revision, as released; null: nobody has it. */
  readonly released: { readonly bom: readonly BomLine[]; readonly routing: readonly Operation[] } | null;
  /** What the gate says of each lot that is kept for the order. */
  readonly material: readonly MaterialFact[];
  /** Whether the plant works today, by its calendar. */
  readonly works: boolean;
  readonly rules: Topology['orders'];
}
export interface MaterialFact {
  readonly lot: string;
  readonly releasable: boolean;
  /** Holds and rules that keep it. */
  readonly blockedBy: readonly string[];
}

type Finding = Omit<OrderFinding, 'plant'>;
type Check = (facts: OrderFacts) => Finding[];

/** May the order go to the shop floor? An error refuses it, an obstacle lets it wait, a warning is told. */
export function checkOrder(facts: OrderFacts): OrderFinding[] {
  const checks = isThere(facts) ? ON_THE_FLOOR : ALL;
  return checks.flatMap((check) => check(facts)).map((finding) => ({ ...finding, plant: facts.plant }));
}

/** What the ERP's word alone refuses, whatever the MES says. */
export function refusedByPlanning(
  { id, plant: at, state }: PlannedOrder,
  erp: string,
  plant: string,
): OrderFinding[] {
  const common = { severity: 'error', system: erp, plant, subject: id } as const;
  if (at !== plant) return [{ ...common, code: 'wrong-plant', text: `${id} is to be made at ${at}.` }];
  if (state !== 'cancelled' && state !== 'completed') return [];
  return [
    { ...common, code: `order-${state}`, text: `${erp} has ${id} as ${state}: nothing is to be made.` },
  ];
}

/** The shop floor has just this order already: it goes on as it began (E6), and nothing that stops a start stops it. */
const isThere = ({ floor: { order }, planned }: OrderFacts): boolean =>
  order !== null && order.item === planned.item && order.revision === planned.revision;

const revision: Check = ({ planned, floor, active, activating, finishOnOld, rules, mes }) => {
  const { item, revision: asked } = planned;
  const subject = `${item} rev ${asked}`;
  if (floor.active === null)
    return [
      error('item-not-at-plant', mes, item, `${mes} does not make ${item}: create its routing there first.`),
    ];
  if (activating !== null)
    return [
      obstacle(
        'revision-activating',
        null,
        subject,
        `${activating} is being activated: no order of ${item} is started until it is.`,
      ),
    ];
  const now = active ?? floor.active;
  if (asked === now) return [];
  if (isLaterRevision(asked, now))
    return [
      byRule(
        rules.futureRevision,
        'revision-not-active',
        subject,
        `The plant builds ${item} by ${now}; ${asked} is not active yet.`,
      ),
    ];
  if (finishOnOld) return [];
  return [
    byRule(
      rules.obsoleteRevision,
      'revision-obsolete',
      subject,
      `The plant builds ${item} by ${now}, and no change has decided to finish ${planned.id} on ${asked}.`,
    ),
  ];
};

const content: Check = ({ planned, floor, released, erp, mes }) => {
  const subject = `${planned.item} rev ${planned.revision}`;
  if (floor.routing === null)
    return [error('routing-missing', mes, subject, `${mes} has no routing of ${subject}.`)];
  if (released === null)
    return [error('revision-unknown', erp, subject, `${erp} has neither BOM nor routing of ${subject}.`)];
  const centres = floor.workCentres.map(({ id }) => id);
  const here = (routing: readonly Operation[]) => routing.map((operation) => atPlant(operation, centres));
  const asked = { bom: released.bom, routing: here(released.routing), plan: null };
  const ordered = differences(asked, { bom: planned.bom, routing: here(planned.routing), plan: null });
  const made = differences(
    { bom: null, routing: here(planned.routing), plan: null },
    { bom: null, routing: here(floor.routing), plan: null },
  );
  return [
    ...ordered.map((text) =>
      error(
        text.startsWith('BOM') ? 'bom-differs' : 'routing-differs',
        erp,
        planned.id,
        `${planned.id} differs from ${subject}: ${text}.`,
      ),
    ),
    ...made.map((text) =>
      error('routing-differs', mes, subject, `${mes} has ${subject} otherwise than ${planned.id}: ${text}.`),
    ),
  ];
};

const workCentres: Check = ({ planned, floor, rules, mes, plant }) => {
  const isDown = (id: string) =>
    rules.downStates.includes(floor.workCentres.find((one) => one.id === id)?.state ?? '');
  const known = floor.workCentres.map(({ id }) => id);
  const wanted =
    planned.workCentre === null
      ? planned.routing.map(({ operation, workCentres: named }) => ({
          what: `operation ${operation}`,
          named,
        }))
      : [{ what: planned.id, named: [planned.workCentre] }];
  return wanted.flatMap(({ what, named }) => {
    const here = named.filter((id) => known.includes(id));
    if (here.length === 0)
      return [
        error(
          'work-centre-unknown',
          mes,
          what,
          `${mes} has none of ${named.join(', ') || 'no work centre'} for ${what}: ${plant} cannot make it.`,
        ),
      ];
    if (!here.every(isDown)) return [];
    const said = here.map((id) => `${id} is ${floor.workCentres.find((one) => one.id === id)?.state}`);
    return [obstacle('work-centre-down', mes, here.join(', '), `${said.join(', ')}: ${what} waits.`)];
  });
};

const material: Check = ({ planned, material: lots }) =>
  lots
    .filter(({ releasable }) => !releasable)
    .map(({ lot, blockedBy }) =>
      blockedBy.length === 0
        ? warning('material-short', lot, `Less of ${lot} may be consumed than is kept for ${planned.id}.`)
        : obstacle(
            'material-blocked',
            null,
            lot,
            `${lot}, kept for ${planned.id}, may not be consumed: ${blockedBy.join(', ')}.`,
          ),
    );

const orderHold: Check = ({ planned, held }) =>
  held.map((hold) => obstacle('order-held', null, planned.id, `${planned.id} is on hold by ${hold}.`));

const starts: Check = ({ planned, floor, mes }) =>
  floor.startsStopped
    ? [obstacle('starts-stopped', mes, planned.item, `${mes} takes no new starts of ${planned.item}.`)]
    : [];

const calendar: Check = ({ plant, works, rules }) => {
  if (works) return [];
  const text = `${plant} does not work today.`;
  return rules.closedPlant === 'wait'
    ? [obstacle('plant-closed', null, plant, text)]
    : [warning('plant-closed', plant, text)];
};

const floorOrder: Check = ({ floor: { order }, planned, mes }) =>
  order === null || (order.item === planned.item && order.revision === planned.revision)
    ? []
    : [
        error(
          'order-differs',
          mes,
          planned.id,
          `${mes} has ${planned.id} for ${order.item} rev ${order.revision}: end it there, or give the order another number.`,
        ),
      ];

const ALL: readonly Check[] = [
  revision,
  content,
  workCentres,
  orderHold,
  material,
  starts,
  calendar,
  floorOrder,
];
const ON_THE_FLOOR: readonly Check[] = [content];

/** Work centres of other plants are not this plant's business; instructions are the shop floor's. */
const atPlant = (operation: Operation, centres: readonly string[]): Operation => ({
  ...operation,
  workCentres: operation.workCentres.filter((id) => centres.includes(id)),
  instruction: null,
});

/** B after A, AA after Z (ASME Y14.35: letters, then two). */
export const isLaterRevision = (a: string, b: string): boolean =>
  a.length === b.length ? a > b : a.length > b.length;

const error = (code: string, system: string | null, subject: string, text: string): Finding => ({
  code,
  severity: 'error',
  system,
  subject,
  text,
});
const obstacle = (...named: Parameters<typeof error>): Finding => ({
  ...error(...named),
  severity: 'obstacle',
});
const warning = (code: string, subject: string, text: string): Finding => ({
  ...error(code, null, subject, text),
  severity: 'warning',
});
const byRule = (rule: 'refuse' | 'wait', code: string, subject: string, text: string): Finding =>
  rule === 'refuse' ? error(code, null, subject, text) : obstacle(code, null, subject, text);
