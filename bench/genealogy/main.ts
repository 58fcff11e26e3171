import { BenchDatabase } from '../database';
import type { Spread } from '../percentiles';
import { demoTopology } from '../topology';
import { lotsOf, type Shape } from './graph';
import { measureGraph, type GraphFigures } from './measure';

const SHAPES: readonly Shape[] = [
  { layers: 5, width: 2_000, parents: 5 },
  { layers: 5, width: 20_000, parents: 5 },
];

/** `npm run bench -- genealogy`: traces and holds over graphs of two sizes, on the ledger alone, as a table in Markdown. */
export async function measureGenealogy(say: (text: string) => void): Promise<void> {
  const topology = demoTopology();
  say('starting PostgreSQL');
  const database = await BenchDatabase.start();
  try {
    const figures: GraphFigures[] = [];
    for (const shape of SHAPES) {
      say(`a graph of ${lotsOf(shape)} lots`);
      figures.push(await measureGraph(await database.ledger(`graph_${lotsOf(shape)}`), topology, shape));
    }
    console.log(tableOf(figures));
  } finally {
    await database.stop();
  }
}

const tableOf = (figures: readonly GraphFigures[]): string =>
  [
    '| lots | edges | reached | trace forward | trace backward | hold | late link |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...figures.map(
      ({ lots, edges, reached, forward, backward, hold, lateLink }) =>
        `| ${[lots, edges, reached].map((count) => count.toLocaleString('en')).join(' | ')} | ${[forward, backward, hold, lateLink].map(shown).join(' | ')} |`,
    ),
    '',
    'Milliseconds, median (largest).',
  ].join('\n');

const shown = ({ p50, max }: Spread): string => `${p50.toFixed(0)} (${max.toFixed(0)})`;
