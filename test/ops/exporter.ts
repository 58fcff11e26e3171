import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A measure of the test: what it says in calm and in alarm. A counter grows by that much at each scrape. */
export interface Series {
  readonly name: string;
  readonly counter?: true;
  readonly calm: number;
  readonly alarm: number;
}
export type Mood = 'calm' | 'alarm';

/** Processes to be scraped at `/<job>`, in one server: each says whatever it is told to say, or fails. */
export interface Exporter {
  readonly address: string;
  mood: Mood;
  /** Job that answers 500. */
  failing: string | null;
  /** Names that are not measured. */
  absent: (series: string) => boolean;
  close(): Promise<void>;
}

/** @param series that the job `measuring` tells */
export async function startExporter(measuring: string, series: readonly Series[]): Promise<Exporter> {
  const counted = new Map(series.map(({ name }) => [name, 0]));
  const say = ({ name, counter, calm, alarm }: Series) => {
    const value = (exporter.mood === 'calm' ? calm : alarm) + (counter ? counted.get(name)! : 0);
    counted.set(name, value);
    return `${name} ${value}\n`;
  };
  const server = createServer((request, response) => {
    const job = request.url!.slice(1);
    response.statusCode = job === exporter.failing ? 500 : 200;
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    const told = job === measuring ? series.filter(({ name }) => !exporter.absent(name)) : [];
    response.end(told.map(say).join(''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const exporter: Exporter = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: 'calm',
    failing: null,
    absent: () => false,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return exporter;
}
