import { z } from 'zod';
import { Baseline } from '../../contracts/baseline';
import { Name } from '../../contracts/material';
import { Plants } from '../../contracts/plant';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import { command, ok, query, type Route } from '../route';
import { afterWait, preferredWait, waitUntil } from '../wait';

const tag = 'plants';
const PlantParams = z.object({ plant: Name });

/** The plants, and how one goes live. */
export const plants: readonly Route[] = [
  query({
    id: 'listPlants',
    method: 'get',
    path: '/v1/plants',
    summary: 'The plants of the topology, with time zone and shifts',
    tag,
    answers: { 200: Plants },
    handle: (_ask, { topology }) =>
      Promise.resolve(
        ok({
          items: Object.entries(topology.plants).map(([plant, { timeZone, shifts }]) => ({
            plant,
            timeZone,
            shifts: shifts.map(({ name, start, end }) => ({ name, start, end })),
          })),
          next: null,
        }),
      ),
  }),
  command({
    id: 'startBaseline',
    method: 'post',
    path: '/v1/plants/{plant}/baseline',
    summary: "Loads the plant's lots, stock and open orders from its systems",
    tag,
    params: PlantParams,
    answers: { 202: Baseline },
    problems: ['not-found', 'baseline-loading', 'contended'],
    plants: ({ params: { plant } }, { topology }) => {
      checkPlant(topology, plant);
      return Promise.resolve([plant]);
    },
    async handle({ params: { plant } }, { ledger }, { tx, caller, now, traceparent }) {
      const body = await ledger.baselines.start(tx, plant, caller, now, traceparent);
      return { status: 202, body, location: `/v1/plants/${plant}/baseline` };
    },
  }),
  query({
    id: 'getBaseline',
    method: 'get',
    path: '/v1/plants/{plant}/baseline',
    summary: 'How far the newest baseline of the plant has come, and what did not add up',
    tag,
    params: PlantParams,
    query: z.object({ until: z.literal('finished').optional() }),
    answers: { 200: Baseline },
    problems: ['not-found'],
    async handle({ params: { plant }, query: { until }, headers }, { ledger, topology, stopping }, { gone }) {
      checkPlant(topology, plant);
      const seconds = until === undefined ? null : preferredWait(headers.prefer);
      const begun = await ledger.baselines.get(plant);
      if (!begun) throw new Problem('not-found', `${plant} was never loaded from its systems.`);
      if (seconds === null) return afterWait(begun, null);
      const isOver = async () => (await ledger.baselines.get(plant))?.state !== 'loading';
      await waitUntil(isOver, ledger.changes, begun.transaction, { seconds, giveUp: [gone, stopping] });
      return afterWait(await ledger.baselines.get(plant), seconds);
    },
  }),
];

/** @throws Problem `not-found` */
function checkPlant({ plants: known }: Topology, plant: string): void {
  if (Object.hasOwn(known, plant)) return;
  const names = Object.keys(known).join(', ');
  throw new Problem('not-found', `There is no plant "${plant}"; the topology has ${names}.`);
}
