import { z } from 'zod';
import { ItemRevision, Specification } from '../../contracts/engineering-change';
import { Availability, AvailabilityByPlant, Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { Instant } from '../../contracts/quantity';
import type { Topology } from '../../contracts/topology';
import { sumOf, type Parts } from '../../domain/availability';
import { ok, query, type Route } from '../route';

const tag = 'items';
const ItemParams = z.object({ item: Name });

/** What a plant builds, and by which limits. */
export const items: readonly Route[] = [
  query({
    id: 'getItemRevision',
    method: 'get',
    path: '/v1/items/{item}/revision',
    summary: 'The revision that this plant builds now, or that an order keeps, and whether it may be started',
    tag,
    params: ItemParams,
    query: z.object({ plant: Name, order: Name.optional(), at: Instant.optional() }),
    answers: { 200: ItemRevision },
    problems: ['not-found', 'unknown-plant'],
    async handle({ params: { item }, query: { plant, order, at } }, { ledger, topology, now }) {
      checkPlant(topology, plant);
      const instant = at === undefined ? null : new Date(at);
      const revision = await ledger.engineeringChanges.itemRevision(
        item,
        plant,
        order ?? null,
        instant,
        now(),
      );
      if (!revision)
        throw new Problem(
          'not-found',
          order === undefined
            ? `It is not known which revision of ${item} ${plant} builds.`
            : `It is not known which revision of ${item} order ${order} keeps at ${plant}.`,
        );
      return ok(revision);
    },
  }),
  query({
    id: 'getSpecification',
    method: 'get',
    path: '/v1/items/{item}/specification',
    summary: 'Characteristics and limits of a revision; of the one that is built now, where none is named',
    tag,
    params: ItemParams,
    query: z.object({ revision: Name.optional(), plant: Name.optional() }),
    answers: { 200: Specification },
    problems: ['not-found', 'unknown-plant'],
    async handle({ params: { item }, query: { revision, plant } }, { ledger, topology }) {
      if (plant !== undefined) checkPlant(topology, plant);
      const specification = await ledger.engineeringChanges.specification(
        item,
        revision ?? null,
        plant ?? null,
      );
      if (!specification)
        throw new Problem(
          'not-found',
          `No inspection plan is known of ${item}${revision === undefined ? '' : ` revision ${revision}`}${plant === undefined ? '' : ` at ${plant}`}.`,
        );
      return ok(specification);
    },
  }),
  query({
    id: 'getAvailability',
    method: 'get',
    path: '/v1/items/{item}/availability',
    summary: 'What of an item lies at a plant: free, held, assigned, restricted',
    tag,
    params: ItemParams,
    query: z.object({ plant: Name }),
    answers: { 200: Availability },
    problems: ['not-found', 'unknown-plant'],
    async handle({ params: { item }, query: { plant } }, { ledger, topology, now }) {
      checkPlant(topology, plant);
      checkItem(topology, item);
      const at = now();
      const parts = await ledger.availability(item, plant, at);
      return ok({ item, plant, ...quantities(parts, topology, item), asOf: at.toISOString() });
    },
    deprecation: { since: '2026-11-22', sunset: '2027-12-31', successor: '/v2/items/{item}/availability' },
  }),
  query({
    id: 'getAvailabilityByPlant',
    method: 'get',
    path: '/v2/items/{item}/availability',
    summary: 'What of an item lies at each plant, or at the one that is named, and in all, at one instant',
    tag,
    params: ItemParams,
    query: z.object({ plant: Name.optional() }),
    answers: { 200: AvailabilityByPlant },
    problems: ['not-found', 'unknown-plant'],
    async handle({ params: { item }, query: { plant } }, { ledger, topology, now }) {
      if (plant !== undefined) checkPlant(topology, plant);
      checkItem(topology, item);
      const names = plant === undefined ? Object.keys(topology.plants) : [plant];
      const at = now();
      const parts = await ledger.availabilities(item, names, at);
      return ok({
        item,
        total: quantities(sumOf(parts), topology, item),
        plants: names.map((name, index) => ({ plant: name, ...quantities(parts[index]!, topology, item) })),
        asOf: at.toISOString(),
      });
    },
  }),
];

function checkPlant({ plants }: Topology, plant: string): void {
  if (Object.hasOwn(plants, plant)) return;
  const detail = `is none of ${Object.keys(plants).join(', ')}`;
  throw new Problem('unknown-plant', `There is no plant "${plant}".`, [{ pointer: '/plant', detail }]);
}

function checkItem({ items: known }: Topology, item: string): void {
  if (!Object.hasOwn(known, item)) throw new Problem('not-found', `Nobody knows the item ${item}.`);
}

/** In the item's own unit. */
function quantities({ free, held, assigned, restricted }: Parts, topology: Topology, item: string) {
  const quantity = (value: string) => ({ value, unit: topology.items[item]!.unit });
  return {
    free: quantity(free),
    held: quantity(held),
    assigned: quantity(assigned),
    restricted: quantity(restricted),
  };
}
