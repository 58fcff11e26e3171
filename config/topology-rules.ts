import { ROLES_OF_SYSTEMS, type Plant, type SystemRole, type Topology } from '../contracts/topology';
import { checkIdentity } from './identity-rules';
import { checkPolicies } from './policy-rules';
import { systemsOf } from './systems';

type Path = readonly (string | number)[];
/** @param path of what is wrong @param remedy what to do about it */
export type Complain = (path: Path, text: string, remedy: string) => void;

/** What the schema cannot say: names that must name something, and what must fit together. */
export function crossCheck(topology: Topology, complain: Complain): void {
  checkSystems(topology, complain);
  for (const [name, plant] of Object.entries(topology.plants)) checkPlant(topology, name, plant, complain);
  checkTiers(topology, complain);
  checkItems(topology, complain);
  checkTriggers(topology, complain);
  checkChangeRules(topology, complain);
  checkIdentity(topology, complain);
  checkPolicies(topology, complain);
}

const names = (of: Readonly<Record<string, unknown>>): string => Object.keys(of).join(', ');

function checkSystems(topology: Topology, complain: Complain): void {
  for (const [name, { scope, product, roles }] of Object.entries(topology.systems)) {
    const at = ['systems', name];
    if (scope !== 'enterprise' && !Object.hasOwn(topology.plants, scope.plant))
      complain(
        [...at, 'scope', 'plant'],
        `there is no plant "${scope.plant}"`,
        `name one of ${names(topology.plants)}`,
      );
    const plays = ROLES_OF_SYSTEMS.find((role) => product.endsWith(`-${role}`));
    if (plays && !roles.includes(plays))
      complain(
        [...at, 'roles'],
        `${product} plays no role of ${roles.join(', ')}`,
        `add ${plays} to its roles`,
      );
    if (product.startsWith('sandbox-') && topology.environment === 'production')
      complain(
        [...at, 'product'],
        `${product} is no system for production`,
        'give the product that runs there, or take the file for environment test',
      );
  }
}

/** Whom a plant cannot do without: nobody else holds what its lines consume, or has the last word on its stock. */
const NEEDED: readonly SystemRole[] = ['mes', 'erp'];

function checkPlant(topology: Topology, name: string, plant: Plant, complain: Complain): void {
  const at = ['plants', name];
  for (const role of NEEDED)
    if (systemsOf(topology, role, name).length === 0)
      complain(
        at,
        `has no ${role.toUpperCase()}`,
        `add a system with roles: [${role}] and scope: { plant: ${name} } to systems`,
      );
  if (!isTimeZone(plant.timeZone))
    complain(
      [...at, 'timeZone'],
      `there is no time zone "${plant.timeZone}"`,
      'take a name of the IANA database, such as Europe/Paris',
    );
  checkShifts(plant, at, complain);
  for (const [index, date] of plant.closed.entries())
    if (plant.closed.indexOf(date) < index)
      complain([...at, 'closed', index], `${date} is there twice`, 'take one of them out');
  for (const [index, { items }] of (plant.backflush ?? []).entries())
    for (const item of items ?? [])
      if (!Object.hasOwn(topology.items, item))
        complain([...at, 'backflush', index, 'items'], `there is no item "${item}"`, 'add it to items');
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

const DAY = 24 * 60;

function checkShifts({ shifts }: Plant, at: Path, complain: Complain): void {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const length = (start: number, end: number) => (end - start + DAY) % DAY;
  for (const [index, shift] of shifts.entries()) {
    const here = [...at, 'shifts', index];
    const [start, end] = [minutes(shift.start), minutes(shift.end)];
    if (start === end)
      complain(here, `shift "${shift.name}" begins when it ends`, 'give another start or end');
    for (const earlier of shifts.slice(0, index)) {
      if (earlier.name === shift.name)
        complain(here, `there are two shifts "${shift.name}"`, 'give one of them another name');
      const [began, ended] = [minutes(earlier.start), minutes(earlier.end)];
      if (length(began, start) < length(began, ended) || length(start, began) < length(start, end))
        complain(
          here,
          `shift "${shift.name}" overlaps "${earlier.name}"`,
          'let one end before the other begins',
        );
    }
  }
}

function checkTiers({ productFamilies, systems, catalog, tiers }: Topology, complain: Complain): void {
  const check = (tier: string | undefined, ...at: string[]) => {
    if (tier !== undefined && !Object.hasOwn(tiers, tier))
      complain([...at, 'tier'], `there is no tier "${tier}"`, 'add it to tiers');
  };
  for (const [name, { tier }] of Object.entries(productFamilies)) check(tier, 'productFamilies', name);
  for (const [name, { tier }] of Object.entries(systems)) check(tier, 'systems', name);
  for (const [tag, { tier }] of Object.entries(catalog.apis)) check(tier, 'catalog', 'apis', tag);
  check(catalog.tier, 'catalog');
}

function checkItems({ productFamilies, items }: Topology, complain: Complain): void {
  for (const [name, { productFamily }] of Object.entries(items))
    if (!Object.hasOwn(productFamilies, productFamily))
      complain(
        ['items', name, 'productFamily'],
        `there is no product family "${productFamily}"`,
        'add it to productFamilies',
      );
}

function checkTriggers({ triggers, plants }: Topology, complain: Complain): void {
  for (const [index, trigger] of triggers.entries()) {
    const { plant, workCentre, state } = trigger;
    if (plant !== undefined && !Object.hasOwn(plants, plant))
      complain(['triggers', index, 'plant'], `there is no plant "${plant}"`, `name one of ${names(plants)}`);
    const before = triggers
      .slice(0, index)
      .findIndex(
        (one) =>
          one.state === state &&
          (one.plant === undefined || one.plant === plant) &&
          (one.workCentre === undefined || one.workCentre === workCentre),
      );
    if (before >= 0)
      complain(
        ['triggers', index],
        `is never reached, as triggers[${before}] takes all that it would`,
        'put it before that one, or take it out',
      );
  }
}

function checkChangeRules({ changes, plants, items }: Topology, complain: Complain): void {
  for (const [index, { plant, item }] of changes.rules.entries()) {
    const at = ['changes', 'rules', index];
    if (plant !== undefined && !Object.hasOwn(plants, plant))
      complain([...at, 'plant'], `there is no plant "${plant}"`, `name one of ${names(plants)}`);
    if (item !== undefined && !Object.hasOwn(items, item))
      complain([...at, 'item'], `there is no item "${item}"`, 'add it to items');
  }
}
