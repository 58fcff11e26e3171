import type { Hold, HoldLot } from '../../client/openapi';
import { isSame, isZero, sum } from '../../parts/decimal';
import { groupBy } from '../../parts/group';
import { Pages } from '../../parts/pages';
import { Section } from '../../parts/page';
import { figure, quantityText, unitName } from '../../parts/quantity';
import { type Column, Table } from '../../parts/table';
import { useQuery } from '../../parts/use-query';
import { count, plantName } from '../../parts/words';
import { useMay } from '../../session';
import { ACCOUNT, type AccountField } from './words';

/** The quantities of one lot, or of several together. */
type Account = Pick<HoldLot, 'quantity' | 'adjusted' | AccountField>;

/** Every lot with its quantities, which add up, and where it lies. */
export function Lots({ hold }: { hold: Hold }) {
  const { address } = useQuery();
  const may = useMay();
  const mayAdd = hold.state !== 'closed' && may('addLots', hold.plant);
  return (
    <Section
      title="Lots and quantities"
      aside={
        mayAdd && (
          <a class="button plain" href={address({ do: 'add-lots' })}>
            Add lots
          </a>
        )
      }
    >
      {hold.lots.length === 0 ? (
        <p class="empty">No lot yet: nothing that this hold follows has been named so far.</p>
      ) : (
        <>
          <Totals lots={hold.lots} />
          <Pages name="lots" rows={hold.lots}>
            {(page) => (
              <Table
                caption="Lots of the hold"
                columns={columnsOf(hold)}
                rows={page}
                keyOf={({ lot }) => lot}
              />
            )}
          </Pages>
        </>
      )}
    </Section>
  );
}

const columnsOf = (hold: Hold): Column<HoldLot>[] => [
  {
    name: 'Lot',
    of: (lot) => (
      <>
        <a href={`/console/lots/${encodeURIComponent(lot.lot)}`}>{lot.lot}</a>
        {lot.part && (
          <small class="under">
            Only {partName(lot.part.by)}:{' '}
            {lot.part.observed ? 'told from the rest' : 'held whole until it is identified'}
          </small>
        )}
      </>
    ),
  },
  { name: 'Quantities', of: (lot) => <AddsUp of={lot} unit={lot.unit} /> },
  { name: 'Where', of: (lot) => <Where stock={lot.stock} unit={lot.unit} /> },
  { name: 'To do', of: (lot) => <Actions hold={hold} lot={lot} /> },
];

const heldOf = ({ quantity, adjusted }: Pick<HoldLot, 'quantity' | 'adjusted'>): string =>
  sum([quantity, adjusted]);

/** Where the pieces went, and that they are all of them. */
function AddsUp({ of, unit }: { of: Account; unit: string }) {
  const parts = ACCOUNT.map(([field, name]) => [name, of[field]] as const).filter(
    ([, value]) => !isZero(value),
  );
  const all = heldOf(of);
  const fits = isSame(all, sum(parts.map(([, value]) => value)));
  if (parts.length === 0) return <>nothing of it was left to hold</>;
  return (
    <span>
      {quantityText({ value: all, unit })}
      {!isZero(of.adjusted) && (
        <small>
          {' '}
          ({figure(of.quantity)} when held, {figure(of.adjusted)} counted since)
        </small>
      )}{' '}
      = {parts.map(([name, value]) => `${figure(value)} ${name}`).join(' + ')}{' '}
      {fits ? (
        <span class="good" title="The quantities add up">
          ✓
        </span>
      ) : (
        <strong class="bad">does not add up</strong>
      )}
    </span>
  );
}

/** The same of all lots together, by unit. */
function Totals({ lots }: { lots: readonly HoldLot[] }) {
  if (lots.length === 1) return null;
  return (
    <ul class="totals" aria-label="All lots together">
      {[...groupBy(lots, ({ unit }) => unit)].map(([unit, of]) => {
        const fields = ['quantity', 'adjusted', ...ACCOUNT.map(([field]) => field)] as const;
        const total = Object.fromEntries(
          fields.map((field) => [field, sum(of.map((lot) => lot[field]))]),
        ) as Account;
        return (
          <li key={unit}>
            {of.length > 1 && 'All '}
            {count(of.length, 'lot')} in {unitName(unit)}: <AddsUp of={total} unit={unit} />
          </li>
        );
      })}
    </ul>
  );
}

function Where({ stock, unit }: Pick<HoldLot, 'stock' | 'unit'>) {
  if (stock.length === 0) return <>nowhere in stock</>;
  return (
    <ul class="plain-list">
      {stock.map(({ plant, location, quantity, special }) => (
        <li key={`${plant}/${location}`}>
          {quantityText({ value: quantity, unit })} at {location}, {plantName(plant)}
          {special !== null && ` (${special.replace('-', ' ')})`}
        </li>
      ))}
    </ul>
  );
}

function Actions({ hold, lot: { lot, undecided } }: { hold: Hold; lot: HoldLot }) {
  const { address } = useQuery();
  const may = useMay();
  const isOpen = hold.state !== 'closed';
  const decides = may('decideDisposition', hold.plant);
  return (
    <span class="actions">
      {isOpen && !isZero(undecided) && decides && (
        <a class="button plain" href={address({ do: 'decide', lot })} aria-label={`Decide ${lot}`}>
          Decide
        </a>
      )}
      <a class="quiet" href={address({ genealogy: lot })} aria-label={`Genealogy of ${lot}`}>
        Genealogy
      </a>
    </span>
  );
}

type Part = NonNullable<HoldLot['part']>['by'];

/** `handling unit HU-88` */
export function partName(by: Part): string {
  if ('serials' in by)
    return `serials ${by.serials.slice(0, 5).join(', ')}${by.serials.length > 5 ? ' …' : ''}`;
  if ('handlingUnit' in by) return `handling unit ${by.handlingUnit}`;
  if ('subLot' in by) return `sub-lot ${by.subLot}`;
  return `what lies at ${by.location}`;
}
