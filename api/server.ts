import { createServer as createHttpServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { traceId, traceparentOf } from '../config/trace';
import { Problem, problemBody } from '../contracts/problem';
import { exchangeClasses } from './exchange-classes';

/** How long a client may take. What takes longer is cut off, so that nobody keeps connections busy by dribbling (slow loris). */
export interface Patience {
  /** For the header section of a request, in milliseconds. */
  readonly headersMs: number;
  /** For the whole request; how long the answer takes is another matter. */
  readonly requestMs: number;
  /** Between two looks for who is late. */
  readonly checkMs: number;
}
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, checkMs: 2_000 };

/** Longer than the idle time of usual clients and proxies, so that it is they who close, and no request meets a reset. */
const KEEP_ALIVE_MS = 65_000;
/** At once; each may hold a body of 1 MiB. What comes beyond is closed. */
const MOST_CONNECTIONS = 1_000;
/** Then the client connects anew, and may meet another process. */
const REQUESTS_A_CONNECTION = 100_000;
/** The request line and all header fields together. */
const HEADER_BYTES = 16 * 1024;

/** The HTTP server of an app, which keeps to these bounds whatever is sent to it. */
export function createServer(app: Express, log: Logger, patience = PATIENCE): Server {
  const server = createHttpServer(
    {
      ...exchangeClasses(app),
      headersTimeout: patience.headersMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: patience.checkMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: HEADER_BYTES,
    },
    app,
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.maxRequestsPerSocket = REQUESTS_A_CONNECTION;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    log.debug({ err: error }, 'a request that could not be read');
    answerUnread(error, socket);
  });
  return server;
}

/** Answers a request that never became one, and closes: where the next would begin nobody can tell. */
function answerUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = asProblem(error.code);
  const body = JSON.stringify({ ...problemBody(problem), trace: traceId(traceparentOf(undefined)) });
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.code}\r\nConnection: close\r\nCache-Control: no-store\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function asProblem(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(
        'headers-too-large',
        `Request line and header may have ${HEADER_BYTES} bytes at most.`,
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'The request did not come to its end in time.');
    default:
      return new Problem('malformed-request', 'This is no request of HTTP/1.1.');
  }
}
