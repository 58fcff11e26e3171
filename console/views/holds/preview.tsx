import type { BlastRadius as Radius, HoldRequest } from '../../client/openapi';
import { useResource } from '../../live/use-resource';
import { Facts } from '../../parts/facts';
import { Pages } from '../../parts/pages';
import { Quantity, quantityText } from '../../parts/quantity';
import { Shown } from '../../parts/shown';
import { Table } from '../../parts/table';
import { count, plantName, systemName } from '../../parts/words';

/** What the hold would cover, and whom it concerns; nothing is changed by asking. */
export function BlastRadius({ body }: { body: HoldRequest }) {
  const radius = useResource('previewHold', { body }, { wakes: () => false });
  return (
    <Shown of={radius} what="what it would cover">
      {(data) => <Told of={data} />}
    </Shown>
  );
}

function Told({ of }: { of: Radius }) {
  const { lots, quantities, plants, orders, shipments, customers, exposed, unanswered } = of;
  return (
    <>
      <output class="note note-warn">
        <strong>
          It would hold {count(lots.length, 'lot')}
          {quantities.length > 0 &&
            `: ${quantities.map(({ item, quantity }) => `${quantityText(quantity)} of ${item}`).join(', ')}`}
          .
        </strong>
      </output>
      {unanswered.length > 0 && (
        <p class="note note-warn">
          {unanswered.map(systemName).join(', ')} did not say what else belongs to it: they are asked again
          once the hold is placed.
        </p>
      )}
      <Facts
        of={{
          Plants: plants.map(plantName).join(', ') || 'none',
          'Open orders': orders.join(', ') || 'none',
          Shipments: shipments.join(', ') || 'none',
          Customers: customers.join(', ') || 'none',
          'On its way':
            exposed.length === 0
              ? 'nothing'
              : count(exposed.length, 'place where it may be too late', 'places where it may be too late'),
        }}
      />
      {lots.length > 0 && (
        <Pages name="lots" rows={lots} size={10}>
          {(shown) => (
            <Table
              caption="Lots it would hold"
              isCaptionSeen
              rows={shown}
              keyOf={({ lot }) => lot}
              columns={[
                { name: 'Lot', of: ({ lot }) => lot },
                { name: 'Quantity', of: ({ quantity }) => <Quantity of={quantity} />, isFigure: true },
                {
                  name: 'Lies at',
                  of: ({ stock }) =>
                    stock.map(({ plant, location }) => `${plantName(plant)} ${location}`).join(', ') ||
                    'nowhere known',
                },
                {
                  name: 'Held already by',
                  of: ({ heldBy }) => heldBy.join(', ') || <span class="soft">none</span>,
                },
              ]}
            />
          )}
        </Pages>
      )}
      {exposed.length > 0 && (
        <Table
          caption="Where it may be too late"
          isCaptionSeen
          rows={exposed}
          keyOf={({ lot, kind, reference, system }) => `${system}/${kind}/${reference}/${lot}`}
          columns={[
            { name: 'Lot', of: ({ lot }) => lot },
            { name: 'What', of: ({ kind, reference }) => `${kind.replaceAll('-', ' ')}, ${reference}` },
            { name: 'Quantity', of: ({ quantity }) => quantity, isFigure: true },
            { name: 'Customer', of: ({ customer }) => customer ?? '–' },
            { name: 'Says', of: ({ system }) => systemName(system) },
          ]}
        />
      )}
    </>
  );
}
