import type { z } from 'zod';
import type { Hold } from '../../../../contracts/hold';
import type { BlastRadius } from '../../../../contracts/blast-radius';
import type { Demo } from '../../demo';
import { askGate, inShort, isShutBy } from '../../gate';
import { holdOnce } from '../../holds';
import { good } from '../../http';
import { HEAT, MADE_OF_IT, MILL } from './cast';

type Preview = z.infer<typeof BlastRadius>;

/** The mill writes; one call names the heat, and everything that was made of it is held at once. */
export async function recallIsPlaced(demo: Demo): Promise<Hold> {
  const { page, checks } = demo;
  page.chapter('The mill recalls a heat');
  const request = {
    nonconformance: null,
    plant: 'lyon',
    scope: { supplierLots: [{ supplier: MILL, supplierLot: HEAT }] },
    reason: {
      code: 'hardness',
      text: `${MILL} recalls ${HEAT}: hardness below 95 HB at the end of the heat`,
    },
    severity: 'critical',
  };
  const quality = demo.interlock('quality');
  const preview = await good('The preview', quality.post<Preview>('/v1/quality-holds/preview', request));
  const { lots: reached, plants, shipments, customers } = preview.body;
  page.say(
    `${MILL} writes that bar of ${HEAT} is too soft. What would a hold on it reach? Asked before anything is changed, ` +
      `Interlock names ${reached.length} lots at ${plants.join(' and ')}, shipments ${shipments.join(' and ')}, and customers ` +
      `${customers.join(' and ')}. The quality manager places it.`,
  );
  const placed = await good('The recall', quality.post<Hold>('/v1/quality-holds', request));
  const lots = placed.body.lots.map(({ lot }) => lot).toSorted();
  const answers = await Promise.all(
    placed.body.lots.map(async ({ lot, stock }) => askGate(demo, lot, stock[0]?.plant ?? 'lyon')),
  );
  page.say(`The gate, asked of each at once: ${inShort(answers[0]!)}, for all ${answers.length} lots.`);
  checks.same(
    'H5',
    lots,
    MADE_OF_IT,
    `Hold ${placed.body.id} names the heat alone, and covers all ${MADE_OF_IT.length} lots that were made of it at two plants.`,
  );
  checks.same(
    'H5',
    reached.map(({ lot }) => lot).toSorted(),
    lots,
    'The preview had named the same lots, and had changed nothing.',
  );
  checks.that(
    'H1',
    answers.flat().every((answer) => isShutBy(placed.body.id, answer)),
    `The gate refused all ${answers.length} lots at both plants from the answer on.`,
  );
  const hold = await holdOnce(demo, placed.body.id, 'effective');
  const required = hold.targets.filter((target) => target.required);
  page.table(
    ['lot', 'held', 'where', 'read back as held by'],
    hold.lots.map(({ lot, quantity, unit, stock }) => [
      lot,
      `${quantity} ${unit}`,
      stock.map((place) => `${place.location} (${place.plant})`).join(', ') || 'none left',
      required
        .filter(({ subject }) => subject.id === lot)
        .map(({ system }) => system)
        .join(', '),
    ]),
  );
  checks.that(
    'H3',
    required.every(
      ({ status, generation, observedGeneration }) =>
        status === 'observed' && generation === observedGeneration,
    ),
    `The hold is effective: all ${required.length} required targets were read back as held.`,
  );
  return hold;
}
