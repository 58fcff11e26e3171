import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends these bytes, as they are, over a connection of their own.
 * @returns all that came back until the server closed the connection
 */
export async function raw(url: string, text: string | readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')));
  // A reset after the answer is as good an end.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write([text].flat().join('\r\n'), 'latin1');
  await once(socket, 'close');
  return answer;
}

/** A request of these lines, without a body. */
export const request = (...lines: string[]): string => [...lines, 'Host: api', '', ''].join('\r\n');

/** How many answers there are in what came back. */
export const answers = (text: string): string[] =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status!);

/** The body of the only answer, as JSON. */
export const bodyOf = (text: string): unknown => JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
