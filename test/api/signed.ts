import { Webhook } from 'standardwebhooks';
import { type Served, WEBHOOK_SECRET } from './serve';

export interface Signing {
  /** Such as `cloudevents+json`; by the body's own shape when not given. */
  type?: string;
  at?: Date;
  secret?: string;
  /** What is added after signing. */
  tamper?: string;
}

/** Posts events as `system` does: signed by Standard Webhooks. */
export function signed(api: Served, system: string, body: unknown, how: Signing = {}): Promise<Response> {
  const { type = `cloudevents${Array.isArray(body) ? '-batch' : ''}+json`, at = new Date() } = how;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return api.call('POST', `/v1/inbound/${system}`, {
    body: text + (how.tamper ?? ''),
    headers: {
      'content-type': `application/${type}`,
      'webhook-id': 'msg-1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(how.secret ?? WEBHOOK_SECRET).sign('msg-1', at, text),
    },
  });
}
