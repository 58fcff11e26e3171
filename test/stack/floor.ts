import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { Credentials } from '../../config/credentials';
import type { InboundAnswer } from '../../contracts/inbound';
import type { TestStack } from '../support/stack';

/** What people do at the screens of a system: calls of the system's own API. @returns the answer's status */
export const atScreen = async (
  stack: TestStack,
  system: string,
  path: string,
  body: object,
): Promise<number> => (await call(stack, system, path, body)).status;

/** What people see at the screens of a system. @throws Error unless it is answered with 200 */
export async function onScreen<T>(stack: TestStack, system: string, path: string, body: object): Promise<T> {
  const response = await call(stack, system, path, body);
  if (response.status !== 200)
    throw new Error(`${system} answered ${response.status} to ${path}: ${response.text}`);
  return JSON.parse(response.text) as T;
}

async function call(
  stack: TestStack,
  system: string,
  path: string,
  body: object,
): Promise<{ status: number; text: string }> {
  const credentials = JSON.parse(readFileSync(join(stack.data, 'credentials.json'), 'utf8')) as Credentials;
  const response = await fetch(stack.description().systems[system] + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${credentials.systems[system]}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

/** A system tells Interlock of something, signed by its own secret. */
export async function announce(
  stack: TestStack,
  system: string,
  type: string,
  data: object,
  id: string = randomUUID(),
): Promise<{ status: number; body: InboundAnswer }> {
  const { api, webhookSecrets } = stack.description();
  const body = JSON.stringify({ specversion: '1.0', id, source: system, type, data });
  const at = new Date();
  const message = `msg_${randomUUID()}`;
  const response = await fetch(`${api}/v1/inbound/${system}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents+json',
      'webhook-id': message,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(webhookSecrets[system]!).sign(message, at, body),
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as InboundAnswer };
}
