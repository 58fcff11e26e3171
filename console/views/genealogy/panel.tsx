import type { Genealogy } from '../../client/openapi';
import { together } from '../../live/together';
import { useResource } from '../../live/use-resource';
import { Badge } from '../../parts/badge';
import { groupBy } from '../../parts/group';
import { Pages } from '../../parts/pages';
import { Quantity, quantityText } from '../../parts/quantity';
import { Shown } from '../../parts/shown';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { useQuery } from '../../parts/use-query';
import { count, plantName, systemName } from '../../parts/words';
import { collapse, type Lot, lotsOf } from './graph';
import { Picture } from './picture';

interface Props {
  readonly lot: string;
  readonly marked?: ReadonlySet<string>;
}

/** Where a lot comes from and what became of it, over any depth: as a picture, as a table, and what is missing in it. */
export function GenealogyPanel({ lot, marked = new Set() }: Props) {
  // A lot's genealogy is told by systems, not by events of ours; holds are.
  const wakes = ({ type }: { type: string }) => type.startsWith('interlock.quality-hold.');
  const forward = useResource('getGenealogy', { path: { lot }, query: { direction: 'forward' } }, { wakes });
  const backward = useResource(
    'getGenealogy',
    { path: { lot }, query: { direction: 'backward' } },
    { wakes },
  );
  return (
    <Shown of={together<readonly [Genealogy, Genealogy]>(backward, forward)} what="the genealogy">
      {([back, on]) => <Found lot={lot} backward={back} forward={on} marked={marked} />}
    </Shown>
  );
}

interface FoundProps extends Required<Props> {
  readonly backward: Genealogy;
  readonly forward: Genealogy;
}

function Found({ lot, backward, forward, marked }: FoundProps) {
  const { query, go, address } = useQuery();
  const lots = lotsOf(backward, forward);
  const edges = [...backward.edges, ...forward.edges];
  const sought = (query['sought'] ?? '').toLowerCase();
  const opened = new Set((query['opened'] ?? '').split(' '));
  const isSought = ({ lot: name }: Lot) => sought !== '' && name.toLowerCase().includes(sought);
  const graph = collapse(lots, edges, opened, isSought);
  const held = lots.filter((one) => one.held).length;
  if (lots.length <= 1)
    return (
      <>
        <p class="empty">No system has told what {lot} was made of, nor that anything was made of it.</p>
        <Gaps of={[backward, forward]} />
      </>
    );
  return (
    <>
      <p>
        {count(lots.length, 'lot')}, {held} held. Left: what it was made of. Right: what was made of it.
        {!(backward.complete && forward.complete) && ' There is more than is shown: these are the nearest.'}
      </p>
      <div class="picks">
        <input
          type="search"
          aria-label="Find a lot in the genealogy"
          placeholder="Find a lot"
          value={query['sought'] ?? ''}
          onInput={(event) => go({ sought: event.currentTarget.value }, true)}
        />
        {sought !== '' && <output>{count(lots.filter(isSought).length, 'lot')} found</output>}
        {query['opened'] !== undefined && (
          <a href={address({ opened: null })}>Put lots of one item together again</a>
        )}
      </div>
      <Picture graph={graph} root={lot} marked={marked} isSought={isSought} />
      <Gaps of={[backward, forward]} />
      <details>
        <summary>The same as a table</summary>
        <Pages name="genealogy" rows={sought === '' ? lots : lots.filter(isSought)}>
          {(page) => (
            <Table
              caption={`Genealogy of ${lot}`}
              columns={columnsOf(edges)}
              rows={page}
              keyOf={(one) => one.lot}
            />
          )}
        </Pages>
      </details>
    </>
  );
}

function columnsOf(edges: Genealogy['edges']): Column<Lot>[] {
  const into = groupBy(edges, ({ to }) => to);
  return [
    { name: 'Lot', of: ({ lot }) => <a href={`/console/lots/${encodeURIComponent(lot)}`}>{lot}</a> },
    {
      name: 'Steps',
      of: ({ depth }) => (depth === 0 ? 'this lot' : depth < 0 ? `${-depth} before it` : `${depth} after it`),
    },
    {
      name: 'Held',
      of: ({ held }) => <Badge tone={held ? 'bad' : 'good'}>{held ? 'held' : 'not held'}</Badge>,
    },
    { name: 'Quantity', isFigure: true, of: ({ quantity }) => <Quantity of={quantity} /> },
    { name: 'Plant', of: ({ plant }) => (plant === null ? '–' : plantName(plant)) },
    {
      name: 'Made of',
      of: ({ lot }) => (
        <ul class="plain-list">
          {(into.get(lot) ?? []).slice(0, 10).map(({ from, quantity, system, recordedAt }) => (
            <li key={`${from}${system}`}>
              {quantityText(quantity)} of {from}{' '}
              <small>
                {systemName(system)}, <At at={recordedAt} />
              </small>
            </li>
          ))}
          {(into.get(lot)?.length ?? 0) > 10 && <li>and {into.get(lot)!.length - 10} more</li>}
        </ul>
      ),
    },
  ];
}

/** What systems did not tell, or told in contradiction. */
function Gaps({ of }: { of: readonly Genealogy[] }) {
  const gaps = [
    ...new Map(of.flatMap((genealogy) => genealogy.gaps).map((gap) => [JSON.stringify(gap), gap])).values(),
  ];
  if (gaps.length === 0) return null;
  return (
    <details open={gaps.length <= 5}>
      <summary>{count(gaps.length, 'gap')}: what systems did not tell, or told in contradiction</summary>
      <Pages name="gaps" rows={gaps} size={10}>
        {(page) => (
          <ul>
            {page.map((gap) => (
              <li key={JSON.stringify(gap)}>
                {gap.text}
                {gap.system !== null && ` (${systemName(gap.system)})`}
              </li>
            ))}
          </ul>
        )}
      </Pages>
    </details>
  );
}
