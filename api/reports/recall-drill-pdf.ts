import type { RecallDrill, TracedLot, TracedMove } from '../../contracts/recall-drill';
import { placesOf } from './recall-drill-csv';
import { PdfReport, type Column } from './pdf';

const HOW_TO_READ =
  'The mass balance of a lot is: made = in stock + consumed + shipped + scrapped + returned + unaccounted, in its own unit. Made is what was received or produced; where ERP and MES both tell of the same pieces, the larger figure counts. Unaccounted below zero means that more is found than was ever made. The coverage is the mean over all recalled lots of the share that is accounted for; a lot of which nobody told how much was made counts as not covered.';

/** A drill as a quality manager hands it to an auditor: what, when, how long, how much of it is traced, and who has it. */
export async function recallDrillPdf(drill: RecallDrill): Promise<Buffer> {
  const subject = subjectOf(drill);
  const pdf = new PdfReport({
    title: `Recall drill ${drill.id}: ${subject}`,
    record: `Recall drill ${drill.id} · ${subject} · transaction ${drill.transaction}`,
    createdAt: new Date(drill.startedAt),
  });
  const recalled = drill.lots.filter(({ trace }) => trace !== 'origin');
  pdf.title('Recall drill', 'A dry run: nothing was held, blocked or changed in any system.');
  pdf.facts(summary(drill, recalled));
  pdf.heading('How much of it is accounted for');
  pdf.table(QUANTITIES, drill.quantities, 'Nothing was traced.');
  pdf.heading('How long it took');
  pdf.table(STEPS, drill.steps, 'No step was timed.');
  pdf.heading('Who has it');
  pdf.table(
    MOVES,
    drill.moves.filter(({ customer }) => customer !== null),
    'No customer has any of it.',
  );
  pdf.heading('Lots, and their mass balance');
  pdf.table(LOTS, recalled, 'No lot was traced.');
  pdf.heading('Where it lies');
  pdf.table(PLACES, recalled.flatMap(placeRows), 'None of it is in stock.');
  pdf.heading('On its way, assigned or issued');
  const others = drill.moves.filter(({ customer }) => customer === null);
  pdf.table(MOVES.slice(1), others, 'Nothing else was told of.');
  pdf.heading('Orders that used or made it');
  pdf.table(ORDERS, drill.orders, 'No order is known to have used or made it.');
  pdf.heading('What it was made of');
  pdf.table(
    ORIGINS,
    drill.lots.filter(({ trace }) => trace === 'origin'),
    'What it was made of is not known.',
  );
  pdf.heading('Gaps and contradictions');
  if (drill.unanswered.length > 0)
    pdf.paragraph(`${drill.unanswered.join(', ')} could not be asked: what only they know is missing above.`);
  pdf.table(GAPS, grouped(drill.gaps), 'None was found.');
  pdf.heading('How to read this');
  pdf.paragraph(HOW_TO_READ);
  pdf.signatures(['Quality manager', 'Auditor']);
  return pdf.end();
}

const subjectOf = ({ of }: RecallDrill): string =>
  of.lot ?? `${of.supplierLot ?? ''} of ${of.supplier ?? ''}`;

function summary(drill: RecallDrill, recalled: readonly TracedLot[]): (readonly [string, string])[] {
  const { percent, lots, complete } = drill.coverage;
  const many = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  return [
    ['Recalled', subjectOf(drill)],
    ['Reason', drill.reason],
    ['Drill', drill.id],
    ['Asked for by', `${drill.requestedBy.name} (${drill.requestedBy.id})`],
    ['Began', minute(drill.startedAt)],
    ['Took', `${seconds(drill.milliseconds)} s`],
    [
      'Coverage',
      `${percent} % of what was made is accounted for; ${complete} of ${many(lots, 'lot')} to the last piece`,
    ],
    [
      'Reached',
      `${many(recalled.length, 'lot')} at ${drill.plants.join(', ') || 'no plant'}, ${many(drill.orders.length, 'order')}, ${many(drill.customers.length, 'customer')}`,
    ],
    ['Customers', drill.customers.map(({ customer }) => customer).join(', ') || 'none'],
    ['Not answered', drill.unanswered.join(', ') || 'every system that was asked has answered'],
  ];
}

/** "2026-11-22 04:20 UTC" */
const minute = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const figure = <T>(head: string, share: number, value: (row: T) => string): Column<T> => ({
  head,
  share,
  align: 'right',
  value,
});

const QUANTITIES: readonly Column<RecallDrill['quantities'][number]>[] = [
  { head: 'Item', share: 4, value: ({ item }) => item },
  figure('Lots', 2, ({ lots }) => String(lots)),
  figure('Accounted for', 3, ({ percent }) => `${percent} %`),
  figure('In stock', 3, ({ inStock }) => `${inStock.value} ${inStock.unit}`),
  figure('Shipped', 3, ({ shipped }) => `${shipped.value} ${shipped.unit}`),
];
const STEPS: readonly Column<RecallDrill['steps'][number]>[] = [
  { head: 'Step', share: 7, value: ({ step }) => step },
  { head: 'Found', share: 4, value: ({ found }) => found },
  figure('Seconds', 2, ({ milliseconds }) => seconds(milliseconds)),
];
const MOVES: readonly Column<TracedMove>[] = [
  { head: 'Customer', share: 4, value: ({ customer }) => customer ?? '–' },
  { head: 'What', share: 2, value: ({ kind }) => kind },
  { head: 'Document', share: 3, value: ({ reference }) => reference },
  { head: 'Lot', share: 4, value: ({ lot }) => lot },
  figure('Quantity', 2.5, ({ quantity }) => `${quantity.value} ${quantity.unit}`),
  { head: 'By', share: 2, value: ({ system }) => system },
  { head: 'When', share: 4, value: ({ at }) => minute(at) },
];
const LOTS: readonly Column<TracedLot>[] = [
  { head: 'Lot', share: 5, value: ({ lot }) => lot },
  figure('Steps', 1.5, ({ depth }) => String(depth)),
  { head: 'Unit', share: 1.3, value: ({ unit }) => unit },
  figure('Made', 2, ({ balance }) => balance?.made ?? '?'),
  figure('In stock', 2.1, ({ balance }) => balance?.inStock ?? ''),
  figure('Consumed', 2.3, ({ balance }) => balance?.consumed ?? ''),
  figure('Shipped', 2, ({ balance }) => balance?.shipped ?? ''),
  figure('Scrapped', 2.2, ({ balance }) => balance?.scrapped ?? ''),
  figure('Returned', 2.2, ({ balance }) => balance?.returned ?? ''),
  figure('Unaccounted', 2.8, ({ balance }) => balance?.unaccounted ?? '?'),
  figure('%', 1.6, ({ balance }) => balance?.percent ?? ''),
];
interface PlaceRow {
  readonly lot: string;
  readonly place: string;
  readonly holds: string;
}
const placeRows = (lot: TracedLot): PlaceRow[] =>
  placesOf(lot).map((place) => ({
    lot: lot.lot,
    place: `${place} ${lot.unit}`,
    holds: lot.holds.join(', '),
  }));
const PLACES: readonly Column<PlaceRow>[] = [
  { head: 'Lot', share: 3, value: ({ lot }) => lot },
  { head: 'Plant, location, quantity', share: 5, value: ({ place }) => place },
  { head: 'Held by', share: 3, value: ({ holds }) => holds || '–' },
];
const ORDERS: readonly Column<RecallDrill['orders'][number]>[] = [
  { head: 'Order', share: 2, value: ({ order }) => order },
  { head: 'Plant', share: 2, value: ({ plant }) => plant ?? '–' },
  { head: 'Used', share: 5, value: ({ consumed }) => consumed.join(', ') || '–' },
  { head: 'Made', share: 5, value: ({ produced }) => produced.join(', ') || '–' },
];
const ORIGINS: readonly Column<TracedLot>[] = [
  { head: 'Lot', share: 4, value: ({ lot }) => lot },
  figure('Steps back', 1.5, ({ depth }) => String(depth)),
  { head: 'Supplier', share: 4, value: ({ supplier }) => supplier ?? '–' },
  { head: "Supplier's lot", share: 4, value: ({ supplierLot }) => supplierLot ?? '–' },
  figure('Left in stock', 2.5, ({ quantity, unit }) => `${quantity} ${unit}`),
];
interface GapRow {
  readonly text: string;
  readonly lots: string;
}
/** The same of several lots in one row. */
function grouped(gaps: RecallDrill['gaps']): GapRow[] {
  const lots = new Map<string, string[]>();
  for (const { text, lot } of gaps) lots.set(text, [...(lots.get(text) ?? []), lot]);
  return [...lots].map(([text, names]) => ({ text, lots: [...new Set(names)].join(', ') }));
}
const GAPS: readonly Column<GapRow>[] = [
  { head: 'What', share: 6, value: ({ text }) => text },
  { head: 'Lots', share: 6, value: ({ lots }) => lots },
];
