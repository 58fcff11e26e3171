import { compareSchema, Documents } from './compare-schema';
import { follow, resolved, type AsyncApi, type Message } from './document';
import { breach, type Breach } from './rules';

/** What a publisher or a subscriber of the released document would stumble over. */
export function compareAsyncApi(before: AsyncApi, after: AsyncApi): Breach[] {
  const documents = new Documents(before, after);
  return Object.values(before.operations).flatMap(({ action, channel }) => {
    const name = channel.$ref.slice('#/channels/'.length);
    const [was, is] = [before.channels[name]!, after.channels[name]];
    if (was.address !== is?.address) return [breach('channel-removed', name, String(was.address))];
    return Object.entries(was.messages).flatMap(([type, message]) => {
      const now = is.messages[type];
      if (!now) return [breach('event-removed', name, type)];
      const { payload } = resolved(before, message) as Message;
      const { payload: present } = follow(after, now.$ref!) as Message;
      const direction = action === 'send' ? 'given' : 'taken';
      return compareSchema(documents, payload, present, direction, `${name} ${type}`);
    });
  });
}
