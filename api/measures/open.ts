import { systemsFor } from '../../config/systems';
import { CONTAINMENTS, SEVERITIES } from '../../contracts/hold';
import { ROLES_OF_SYSTEMS, type Topology } from '../../contracts/topology';
import { AGES, type Counts } from '../../ledger';

export interface Value {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is open, as the ledger counts it at the instant of a scrape. */
export interface OpenGauge {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** Of what is not there, zero where the topology says what could be: an alert hears that it is over. */
  readonly values: (counts: Counts, topology: Topology) => Value[];
}

const BLOCKED = ['order', 'change', 'shipment'] as const;

export const OPEN_GAUGES: readonly OpenGauge[] = [
  {
    name: 'interlock_targets_unconverged',
    help: 'Targets that are not read back at their newest generation, by how long they have not been: at most so long, and longer than the age before',
    labelNames: ['plant', 'system', 'age'],
    values: ({ unconverged }, topology) =>
      withZeros(
        placesOf(topology).flatMap((place) => Object.keys(AGES).map((age) => ({ ...place, age }))),
        unconverged.flatMap(({ plant, system, count, within }) =>
          Object.keys(AGES).map((age, nth) => ({
            labels: { plant, system, age },
            value: (within[nth] ?? count) - (within[nth - 1] ?? 0),
          })),
        ),
      ),
  },
  {
    name: 'interlock_targets_unconverged_oldest_seconds',
    help: 'For how long the oldest target has not been read back at its newest generation; 0: all have',
    labelNames: ['plant', 'system'],
    values: ({ unconverged }, topology) =>
      withZeros(
        placesOf(topology),
        oldest(unconverged, ({ plant, system }) => ({ plant, system })),
      ),
  },
  {
    name: 'interlock_holds_open',
    help: 'Open holds, by the plant that placed them and how contained they are',
    labelNames: ['plant', 'containment', 'severity'],
    values: ({ holds }, topology) =>
      withZeros(
        plantsOf(topology).flatMap((plant) =>
          CONTAINMENTS.flatMap((containment) =>
            SEVERITIES.map((severity) => ({ ...plant, containment, severity })),
          ),
        ),
        holds.map(({ plant, containment, severity, count }) => ({
          labels: { plant, containment, severity },
          value: count,
        })),
      ),
  },
  {
    name: 'interlock_holds_uncontained_oldest_seconds',
    help: 'For how long an open hold has not been effective though a system must hold for it, since it was placed or ceased to be; 0: all are',
    labelNames: ['plant'],
    values: ({ holds }, topology) =>
      withZeros(
        plantsOf(topology),
        oldest(
          holds.flatMap(({ plant, seconds }) => (seconds === null ? [] : [{ plant, seconds }])),
          ({ plant }) => ({ plant }),
        ),
      ),
  },
  {
    name: 'interlock_exceptions_open',
    help: 'Steps that wait for a person; those that no system is the cause of have an empty system',
    labelNames: ['plant', 'product_family', 'system'],
    values: ({ exceptions }) =>
      exceptions.map(({ plant, product_family, system, count }) => ({
        labels: { plant, product_family, system },
        value: count,
      })),
  },
  {
    name: 'interlock_exceptions_oldest_seconds',
    help: 'For how long the oldest step has waited for a person; 0: none does',
    labelNames: ['plant'],
    values: ({ exceptions }, topology) =>
      withZeros(
        plantsOf(topology),
        oldest(exceptions, ({ plant }) => ({ plant })),
      ),
  },
  {
    name: 'interlock_revisions_unsynchronised',
    help: 'Items of a plant whose systems do not all say what it builds: between pivot and last observation, or drifted',
    labelNames: ['plant'],
    values: ({ unsynchronised }, topology) =>
      withZeros(
        plantsOf(topology),
        unsynchronised.map(({ plant, count }) => ({ labels: { plant }, value: count })),
      ),
  },
  {
    name: 'interlock_releases_blocked',
    help: 'Releases that something stands in the way of: orders that wait, changes whose staging waits for a person, shipments whose authorization a hold revoked',
    labelNames: ['plant', 'kind'],
    values: ({ blocked }, topology) =>
      withZeros(
        plantsOf(topology).flatMap((plant) => BLOCKED.map((kind) => ({ ...plant, kind }))),
        blocked.map(({ plant, kind, count }) => ({ labels: { plant, kind }, value: count })),
      ),
  },
  {
    name: 'interlock_commands_waiting',
    help: 'Commands that are still to be carried to Temporal',
    labelNames: [],
    values: ({ commands }) => [{ labels: {}, value: commands[0]?.count ?? 0 }],
  },
  {
    name: 'interlock_commands_oldest_seconds',
    help: 'For how long the oldest command has waited to be carried to Temporal; 0: none waits',
    labelNames: [],
    values: ({ commands }) => [{ labels: {}, value: atLeastZero(commands[0]?.seconds) }],
  },
  {
    name: 'interlock_audit_seal_age_seconds',
    help: 'For how long the oldest row of the audit has waited for its seal; 0: all are sealed',
    labelNames: [],
    values: ({ unsealed }) => [{ labels: {}, value: atLeastZero(unsealed[0]?.seconds) }],
  },
];

/** Clocks differ: what is of the future is as of now. */
const atLeastZero = (seconds: number | null | undefined): number => Math.max(seconds ?? 0, 0);

const plantsOf = ({ plants }: Topology) => Object.keys(plants).map((plant) => ({ plant }));
/** Each plant with the systems that are asked about it. */
const placesOf = (topology: Topology) =>
  plantsOf(topology).flatMap(({ plant }) =>
    systemsFor(topology, ROLES_OF_SYSTEMS, [plant]).map((system) => ({ plant, system })),
  );

/** The greatest number of seconds for each set of labels. */
function oldest<Row extends { readonly seconds: number }>(
  rows: readonly Row[],
  labelsOf: (row: Row) => Value['labels'],
): Value[] {
  const found = new Map<string, Value>();
  for (const row of rows) {
    const labels = labelsOf(row);
    const value = Math.max(found.get(nameOf(labels))?.value ?? 0, row.seconds);
    found.set(nameOf(labels), { labels, value });
  }
  return [...found.values()];
}

const withZeros = (all: readonly Value['labels'][], values: readonly Value[]): Value[] => [
  ...all.map((labels) => ({ labels, value: 0 })),
  ...values,
];

const nameOf = (labels: Value['labels']): string => JSON.stringify(Object.values(labels));
