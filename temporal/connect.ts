import { Connection } from '@temporalio/client';

/** Waits until the Temporal server answers, and says so meanwhile. Ends only when it does. */
export async function connect(address: string, say: (text: string) => void): Promise<Connection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await Connection.connect({ address, connectTimeout: '5 seconds' });
    } catch (error) {
      if (attempt === 1 || attempt % 20 === 0)
        say(
          `Temporal at ${address} does not answer yet (${error instanceof Error ? error.message : String(error)}); waiting.`,
        );
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
