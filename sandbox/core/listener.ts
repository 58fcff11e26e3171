import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEEP_ALIVE_MS = 65_000;

/** A port that can be closed, so that connections are really refused, and opened again at the same number. */
export class Listener {
  private readonly server: Server;

  constructor(
    handler: RequestListener,
    private readonly host: string,
    private port: number,
  ) {
    this.server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler);
  }

  get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  async open(): Promise<void> {
    if (this.server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, this.host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}
