import { lazy } from 'preact-iso';
import type { LotView, PartnerLot } from '../client/openapi';
import { usePlants } from '../live/use-plants';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Facts } from '../parts/facts';
import { Page, Section } from '../parts/page';
import { Quantity } from '../parts/quantity';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { At } from '../parts/time';
import { useQuery } from '../parts/use-query';
import { count, plantName, systemName } from '../parts/words';
import { useMay } from '../session';
import { Gate } from './lot/gate';
import { History } from './lot/history';
import { Transactions } from './lot/transactions';

const PlaceHold = lazy(() => import('./holds/place').then(({ PlaceHold: dialog }) => dialog));
const Genealogy = lazy(() => import('./genealogy/panel').then(({ GenealogyPanel }) => GenealogyPanel));

/** Stock moves without an event of ours. */
const AGAIN_MS = 10_000;

/** One lot: whether it may be used, what holds it, where it lies, where it comes from, what happened to it. */
export function Lot({ lot }: { lot: string }) {
  const may = useMay();
  return (
    <Page title={lot}>
      {may('getLot') ? <Looked lot={lot} /> : <Gate lot={lot} unit={null} plants={[]} />}
    </Page>
  );
}

function Looked({ lot }: { lot: string }) {
  const found = useResource('getLot', { path: { lot } }, { every: () => AGAIN_MS });
  return (
    <Shown of={found} what="the lot">
      {(view) => ('holds' in view ? <Known of={view} /> : <Own of={view} />)}
    </Shown>
  );
}

function Known({ of }: { of: LotView }) {
  const { lot, item, quantity, known, supplier, supplierLot, holds, stock } = of;
  const { query, address, go } = useQuery();
  const may = useMay();
  const plants = [...new Set([...stock, ...usePlants()].map(({ plant }) => plant))];
  return (
    <>
      <div class={`banner banner-${holds.length > 0 ? 'bad' : 'off'}`}>
        <output class="banner-title">
          <span aria-hidden="true">{holds.length > 0 ? '✕' : '–'}</span>{' '}
          {holds.length > 0 ? `Held, by ${count(holds.length, 'hold')}` : 'No hold covers it'}
        </output>
        {holds.length > 0 ? (
          <ul aria-label="Holds on it">
            {holds.map((hold) => (
              <li key={hold}>
                <a href={`/console/holds/${hold}`}>{hold}</a>
              </li>
            ))}
          </ul>
        ) : (
          <p>That alone does not release it: the gate says whether it may leave.</p>
        )}
      </div>
      {may('placeHold') && (
        <p class="actions">
          <a class="button" href={address({ do: 'hold' })}>
            Hold this lot
          </a>
        </p>
      )}
      <Gate lot={lot} unit={quantity.unit} plants={plants} />
      <Section title="Where it lies">
        <Facts
          of={{
            Item: item,
            'In all': <Quantity of={quantity} />,
            Supplier: supplier,
            'Supplier’s lot': supplierLot,
            Known: known ? null : 'No system has told of it yet: it is only named by a hold.',
          }}
        />
        {stock.length === 0 ? (
          <p class="empty">It lies nowhere.</p>
        ) : (
          <Table
            caption="Stock by place and status"
            columns={stockColumns(quantity.unit)}
            rows={stock}
            keyOf={({ plant, location }) => `${plant}/${location}`}
          />
        )}
      </Section>
      <GenealogyOf lot={lot} />
      <History lot={lot} />
      <Transactions lot={lot} />
      {query['do'] === 'hold' && <PlaceHold lot={lot} onClose={() => go({ do: null })} />}
    </>
  );
}

type Stock = LotView['stock'][number];
const stockColumns = (unit: string): Column<Stock>[] => [
  { name: 'Plant', of: ({ plant }) => plantName(plant) },
  {
    name: 'Location',
    of: ({ location, special }) => `${location}${special === null ? '' : ` (${special.replace('-', ' ')})`}`,
  },
  { name: 'Quantity', isFigure: true, of: ({ quantity }) => <Quantity of={{ value: quantity, unit }} /> },
  {
    name: 'Its owner says',
    of: ({ status, owner }) => (
      <>
        <Badge tone={status === 'unrestricted' ? 'off' : 'warn'}>{status}</Badge> {systemName(owner)}
      </>
    ),
  },
];

/** What a partner is told of a lot of its own. */
const Own = ({ of: { lot, item, revision, quantity, state, certificates } }: { of: PartnerLot }) => (
  <>
    <div class={`banner banner-${state === 'held' ? 'bad' : 'good'}`}>
      <output class="banner-title">
        <span aria-hidden="true">{state === 'held' ? '✕' : '✓'}</span>{' '}
        {state === 'held' ? 'Held: do not use it' : 'Released'}
      </output>
    </div>
    <Section title="About">
      <Facts of={{ Item: item, Revision: revision, 'Of yours': <Quantity of={quantity} /> }} />
    </Section>
    <Gate lot={lot} unit={quantity.unit} plants={[]} />
    <Section title="Inspections that it passed">
      {certificates.length === 0 ? (
        <p class="empty">None is on record.</p>
      ) : (
        <Table
          caption="Certificates"
          columns={[
            { name: 'Inspection', of: ({ inspection }) => inspection.id },
            { name: 'Plan', of: ({ plan }) => (plan === null ? '–' : `${plan.id}, ${plan.version}`) },
            { name: 'Revision', of: ({ revision: its }) => its ?? '–' },
            { name: 'Result', of: ({ result }) => <Badge tone="good">{result}</Badge> },
            { name: 'Measured', of: ({ measuredAt }) => <At at={measuredAt} /> },
          ]}
          rows={certificates}
          keyOf={({ inspection }) => `${inspection.system}/${inspection.id}`}
        />
      )}
    </Section>
    <GenealogyOf lot={lot} />
  </>
);

/** Told when it is asked for: it may reach far. */
function GenealogyOf({ lot }: { lot: string }) {
  const { query, address } = useQuery();
  const isShown = query['genealogy'] === 'shown';
  return (
    <Section
      title="Genealogy"
      aside={
        <a
          class="button plain"
          href={address({ genealogy: isShown ? null : 'shown', opened: null, sought: null })}
        >
          {isShown ? 'Hide the genealogy' : 'Show the genealogy'}
        </a>
      }
    >
      {isShown ? <Genealogy lot={lot} /> : <p class="empty">What it was made of, and what was made of it.</p>}
    </Section>
  );
}
