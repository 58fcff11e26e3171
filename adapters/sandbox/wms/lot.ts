import { z } from 'zod';
import type { Ask, Means } from '../../port';
import type { LotWords } from '../lot-effect';
import { statusWords } from '../native';

/** The WMS's words for a lot's own status. */
export const wmsStatuses = statusWords({
  unrestricted: 'available',
  inspection: 'inspection',
  returns: 'returned',
  expired: 'expired',
  block: 'damaged',
});

const Inventory = z
  .object({
    lot: z.string(),
    known: z.boolean(),
    condition: z.string().nullable(),
    quantity: z.string().nullable(),
    offShelf: z.string(),
    handlingUnits: z.array(
      z.object({ id: z.string(), quantity: z.string(), location: z.string(), subLot: z.string().nullable() }),
    ),
    allocationBlock: z
      .object({ set: z.boolean(), quantity: z.string().nullable(), reference: z.string() })
      .nullable(),
  })
  .transform(({ lot, known, condition, quantity, offShelf, handlingUnits, allocationBlock }) => ({
    lot,
    known,
    status: condition,
    onHand: quantity,
    restriction: allocationBlock,
    offShelf,
    packed: handlingUnits,
  }));
const read = { path: '/inventory-queries', list: 'inventory', answer: Inventory };

/** Labels of the parts that are meant, where they are handling units. */
const unitsOf = ({ detail }: Ask) =>
  (detail.parts ?? []).flatMap(({ by }) => ('handlingUnit' in by ? [by.handlingUnit] : []));

const lineOf = (ask: Ask) => ({
  lot: ask.subject.id,
  units: unitsOf(ask),
  conditionAfter: ask.desired.state === 'free' ? wmsStatuses.fromNative(ask.restore) : null,
  reason: ask.detail.reason.text,
  reference: ask.detail.hold,
});

/** The lot is blocked for allocation: not picked, not loaded, not shipped. */
const wmsBlocks: LotWords = {
  means: 'quantity',
  statuses: wmsStatuses,
  ask: {
    path: '/allocation-blocks',
    list: 'blocks',
    line: (ask, blocked) => ({ ...lineOf(ask), blocked }),
    statusBefore: 'conditionBefore',
  },
  read,
  shown: 'blocked for allocation',
};

/** What is on the shelf is taken to quarantine, from where nobody picks. */
const wmsMoves: LotWords = {
  means: 'move',
  statuses: wmsStatuses,
  ask: {
    path: '/quarantine-moves',
    list: 'moves',
    line: (ask, quarantined) => ({ ...lineOf(ask), quarantined, location: ask.detail.quarantine }),
    statusBefore: 'conditionBefore',
  },
  read,
  shown: 'in quarantine',
};

export const wmsLots = (means: Means): LotWords => (means === 'move' ? wmsMoves : wmsBlocks);
