import { choice, dashboard, figure, graph } from './parts';

const PLANT = '{plant=~"$plant"}';
/** The slowest twentieth of what ended in the last five minutes or in a step of the picture, whichever is longer. */
const slowest = (share: number, measure: string, by: string) =>
  `histogram_quantile(${share}, sum by (le, ${by}) (rate(${measure}_bucket${PLANT}[$__rate_interval])))`;

/** What a shift lead asks: what is not contained, what waits for us, what is late. */
export const plant = dashboard({
  title: 'Plant',
  description: 'What is not contained, what waits for people, and how long things take, by plant',
  choices: [choice('plant', 'interlock_holds_open')],
  since: 'now-8h',
  rows: [
    {
      title: 'What is not contained',
      panels: [
        figure(
          'Longest not contained',
          's',
          'Since the oldest hold was placed that is not effective. 0: all are.',
          { '{plant}': `max by (plant) (interlock_holds_uncontained_oldest_seconds${PLANT})` },
          [60, 300],
        ),
        figure(
          'Oldest exception',
          's',
          'For how long a step has waited for a person',
          { '{plant}': `max by (plant) (interlock_exceptions_oldest_seconds${PLANT})` },
          [3_600, 28_800],
        ),
        figure(
          'Items on two revisions',
          'short',
          'Items whose systems do not all say what the plant builds: nothing new of them is started',
          { '{plant}': `max by (plant) (interlock_revisions_unsynchronised${PLANT})` },
          [1, 5],
        ),
        figure(
          'Releases blocked',
          'short',
          'Orders, changes and shipments that something stands in the way of',
          { '{plant}': `sum by (plant) (max by (plant, kind) (interlock_releases_blocked${PLANT}))` },
          [1, 10],
        ),
        graph(
          'Open holds, by how contained they are',
          'short',
          'gated: no system has it yet; partial: some; effective: all',
          {
            '{plant} {containment}': `sum by (plant, containment) (max by (plant, containment, severity) (interlock_holds_open${PLANT}))`,
          },
        ),
        graph('Open holds, by severity', 'short', 'As those who placed them judged', {
          '{plant} {severity}': `sum by (plant, severity) (max by (plant, containment, severity) (interlock_holds_open${PLANT}))`,
        }),
        graph(
          'Targets not home, by system',
          'short',
          'What systems were asked and have not been read back to say',
          {
            '{plant} {system}': `sum by (plant, system) (max by (plant, system, age) (interlock_targets_unconverged${PLANT}))`,
          },
        ),
        graph(
          'Containment, slowest twentieth',
          's',
          'From the acceptance of a hold until the system was read back to hold. Usually under 2 s.',
          {
            '{plant} {system}': slowest(0.95, 'interlock_hold_propagation_seconds', 'plant, system'),
          },
        ),
      ],
    },
    {
      title: 'What waits for people',
      panels: [
        graph('Open exceptions', 'short', 'By plant and product family', {
          '{plant} {product_family}': `sum by (plant, product_family) (max by (plant, product_family, system) (interlock_exceptions_open${PLANT}))`,
        }),
        graph(
          'Releases blocked',
          'short',
          'order: its material, revision or work centre; change: what a system refuses to stage; shipment: what a hold took',
          {
            '{plant} {kind}': `max by (plant, kind) (interlock_releases_blocked${PLANT})`,
          },
        ),
        graph('From a failed inspection to a disposition', 's', 'Median, and the slowest twentieth', {
          '{plant} median': slowest(0.5, 'interlock_inspection_to_disposition_seconds', 'plant'),
          '{plant} slowest twentieth': slowest(0.95, 'interlock_inspection_to_disposition_seconds', 'plant'),
        }),
        graph('Drift in an hour', 'short', 'What systems changed by themselves or by hand', {
          '{plant} {system}': `max by (plant, system) (increase(interlock_drift_total${PLANT}[1h]))`,
        }),
      ],
    },
    {
      title: 'How long things take',
      panels: [
        graph(
          'Orders to the shop floor, slowest twentieth',
          's',
          'From the acceptance of an order until the MES was read back to have it',
          {
            '{plant}': slowest(0.95, 'interlock_order_release_latency_seconds', 'plant'),
          },
        ),
        graph('Changes, by step', 's', "Median of what a plant's rollout spent in each state", {
          '{plant} {step}': slowest(0.5, 'interlock_change_lead_time_seconds', 'plant, step'),
        }),
        graph('What the gate would have stopped', 'cps', 'At plants whose gate only observes', {
          '{plant} {enforced}': `sum by (plant, enforced) (rate(interlock_gate_observed_total${PLANT}[$__rate_interval]))`,
        }),
      ],
    },
  ],
});
