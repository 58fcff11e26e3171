import { useLocation } from 'preact-iso';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { quantityText } from '../../parts/quantity';
import { useQuery } from '../../parts/use-query';
import { count, plantName } from '../../parts/words';
import type { Graph, Lot } from './graph';
import { HEIGHT, type Layout, layOut, type Placed, WIDTH } from './layout';

const STEP = 1.25;
const SMALLEST = 0.3;
const LARGEST = 2;
/** From a node to the middle of an edge's label. */
const LABEL = 36;

interface Props {
  readonly graph: Graph;
  readonly root: string;
  /** Lots of the hold that is looked at. */
  readonly marked: ReadonlySet<string>;
  /** Lots that are looked for. */
  readonly isSought: (lot: Lot) => boolean;
}

/** Lots from left to right, in the order in which one was made of the other. The table beside it says the same. */
export function Picture({ graph, root, marked, isSought }: Props) {
  const layout = layOut(graph);
  const [zoom, setZoom] = useState(1);
  const canvas = useRef<HTMLDivElement>(null);
  const middle = layout.nodes.find(({ id }) => id === root)?.y ?? 0;
  // A tall picture begins where the lot is.
  useLayoutEffect(() => {
    const { current } = canvas;
    if (current) current.scrollTop = middle * zoom - current.clientHeight / 2;
  }, [middle, zoom]);
  const by = (factor: number) => setZoom(Math.min(LARGEST, Math.max(SMALLEST, zoom * factor)));
  const onKeyDown = (event: KeyboardEvent) => {
    const factor = { '+': STEP, '=': STEP, '-': 1 / STEP }[event.key];
    if (factor !== undefined && !event.ctrlKey && !event.metaKey) by(factor);
    if (event.key === '0' && !event.ctrlKey) setZoom(1);
  };
  return (
    <figure
      class="picture"
      aria-label={`Genealogy of ${root}: ${count(graph.nodes.length, 'node')}, from what it was made of to what was made of it`}
    >
      <div class="actions" role="toolbar" aria-label="Size of the picture">
        <button
          type="button"
          class="plain"
          aria-label="Larger"
          aria-keyshortcuts="+"
          onClick={() => by(STEP)}
        >
          +
        </button>
        <button
          type="button"
          class="plain"
          aria-label="Smaller"
          aria-keyshortcuts="-"
          onClick={() => by(1 / STEP)}
        >
          −
        </button>
        <button type="button" class="plain" aria-keyshortcuts="0" onClick={() => setZoom(1)}>
          {Math.round(zoom * 100)} %
        </button>
        <span class="legend">
          <span class="sign-held">✕ held</span> <span class="sign-free">✓ not held</span>
        </span>
      </div>
      {/* Keys of the links in it, too: the event bubbles. */}
      <div ref={canvas} class="canvas" onKeyDown={onKeyDown} role="presentation">
        <svg
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          width={layout.width * zoom}
          height={layout.height * zoom}
        >
          <Edges of={layout} />
          {layout.nodes.map((node) =>
            node.lots.length === 1 ? (
              <LotNode
                key={node.id}
                of={node}
                isRoot={node.id === root}
                isMarked={marked.has(node.id)}
                isSought={node.lots.some(isSought)}
              />
            ) : (
              <GroupNode key={node.id} of={node} />
            ),
          )}
        </svg>
      </div>
    </figure>
  );
}

const Edges = ({ of: { edges } }: { of: Layout }) => (
  <g class="edges">
    {edges.map(({ a, b, from, to, quantity, count: number }) => {
      const [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, b.x, b.y + HEIGHT / 2];
      const bend = Math.max(40, (x2 - x1) / 2);
      // At the side that has many, where each edge is by itself.
      const [x, y] = b.depth > 0 ? [x2 - LABEL, y2] : [x1 + LABEL, y1];
      return (
        <g key={`${from} ${to}`}>
          <path d={`M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`} />
          <text x={x} y={y - 5}>
            {quantity ? quantityText(quantity) : count(number, 'edge')}
          </text>
        </g>
      );
    })}
  </g>
);

interface LotProps {
  readonly of: Placed;
  readonly isRoot: boolean;
  readonly isMarked: boolean;
  readonly isSought: boolean;
}

function LotNode({ of, isRoot, isMarked, isSought }: LotProps) {
  const { route } = useLocation();
  const [lot] = of.lots;
  if (!lot) return null;
  const href = `/console/lots/${encodeURIComponent(lot.lot)}`;
  const about = `${quantityText(lot.quantity)}${lot.plant === null ? '' : ` · ${plantName(lot.plant)}`}`;
  return (
    <a
      href={href}
      class={`node${lot.held ? ' held' : ''}${isRoot ? ' root' : ''}${isMarked ? ' marked' : ''}${isSought ? ' sought' : ''}`}
      aria-label={`${cut(lot.lot)} ${about}, ${lot.held ? 'held' : 'not held'}${isMarked ? ', in this hold' : ''}`}
      onClick={(event) => (event.preventDefault(), route(href))}
    >
      <rect x={of.x} y={of.y} width={WIDTH} height={HEIGHT} rx="7" />
      <text x={of.x + 10} y={of.y + 21} class="name">
        {/* The space parts it from the next line in the link's name, which is to hold the words that are seen. */}
        {lot.held ? '✕' : '✓'} {cut(lot.lot)}{' '}
      </text>
      <text x={of.x + 10} y={of.y + 40}>
        {about}
      </text>
    </a>
  );
}

/** Many lots as one: opening it is in the address. */
function GroupNode({ of: { id, item, lots, held, x, y } }: { of: Placed }) {
  const { query, address, go } = useQuery();
  const changes = { opened: [...(query['opened']?.split(' ') ?? []), id].join(' ') };
  return (
    <a
      href={address(changes)}
      class={`node group${held > 0 ? ' held' : ''}`}
      aria-label={`${item} × ${lots.length}, ${held === 0 ? 'none' : held} held · show`}
      onClick={(event) => (event.preventDefault(), go(changes))}
    >
      <rect x={x + 6} y={y - 5} width={WIDTH - 6} height={HEIGHT} rx="7" />
      <rect x={x} y={y} width={WIDTH - 6} height={HEIGHT} rx="7" />
      <text x={x + 10} y={y + 21} class="name">
        {item} × {lots.length}{' '}
      </text>
      <text x={x + 10} y={y + 40}>
        {held === 0 ? '✓ none held' : `✕ ${held} held`} · show
      </text>
    </a>
  );
}

const LONGEST = 22;
const cut = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name);
