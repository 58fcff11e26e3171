import { EVENT_CLASSES, EVENTS } from '../../contracts/events';
import { contradiction } from '../support/published';

const closed = { hold: 'QH-1', plant: 'lyon', from: 'disposing', to: 'closed' };
const event = (data: object, type = 'interlock.quality-hold.closed.v1') => ({ type, subject: 'QH-1', data });

it.each(Object.entries(EVENTS))(
  '%s says what it is in one sentence, and how long it is kept',
  (type, told) => {
    expect(type).toMatch(/^interlock\.[a-z-]+\.[a-z-]+\.v[1-9]$/);
    expect(told.summary).toMatch(/^[A-Z].*[^.]\.$/);
    expect(EVENT_CLASSES).toContain(told.retention);
  },
);

describe('an event against its contract', () => {
  it('that says what it promises passes', () => expect(contradiction(event(closed))).toBeNull());
  it.each([
    ['a type that nobody promised', event(closed, 'interlock.quality-hold.lost.v1')],
    ['a member that is missing', event({ ...closed, plant: undefined })],
    ['a member of another kind', event({ ...closed, plant: 7 })],
    ['a word that is none of its', event({ ...closed, to: 'open' })],
    ['a member that the contract does not name', event({ ...closed, colour: 'red' })],
  ])('%s is found', (_what, wrong) => expect(contradiction(wrong)).toContain(wrong.type));
});
