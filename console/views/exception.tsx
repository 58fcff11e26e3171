import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { Exception as Item } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Facts } from '../parts/facts';
import { IdLink } from '../parts/id-link';
import { Page, Section } from '../parts/page';
import { Shown } from '../parts/shown';
import { At, Since } from '../parts/time';
import { count, plantName, systemName } from '../parts/words';
import { Asked } from './exception/asked';
import { Choices } from './exception/choices';
import { Ended } from './exception/ended';
import { stageOf, stepText, stopsText } from './exception/words';

/** Attempts announce themselves to nobody. */
const ATTEMPTS_MS = 5_000;

/** One parked step: what was asked, what the system answered, what waits for it, and what can be done. */
export function Exception() {
  const { id = '' } = useRoute().params;
  const exception = useResource(
    'getException',
    { path: { id } },
    // A healed one says so; so does one that was tried again in vain, by its next event.
    {
      wakes: ({ subject, type }) => subject === id || type.startsWith('interlock.exception.'),
      every: ({ state }) => (state === 'open' ? ATTEMPTS_MS : null),
    },
  );
  const title = exception.data ? stepText(exception.data) : `Exception ${id}`;
  return (
    <Page title={title} lead={exception.data && <State of={exception.data} />}>
      <Shown of={exception} what={`exception ${id}`}>
        {(item) => <Told of={item} onResolved={exception.renew} />}
      </Shown>
    </Page>
  );
}

function Told({ of, onResolved }: { of: Item; onResolved: () => void }) {
  // Whether it was this page that closed it: then nobody else was first.
  const [isOurs, setOurs] = useState(false);
  const [wasRefused, setRefused] = useState(false);
  return (
    <>
      <Section title="What happened">
        <Asked of={of} />
      </Section>
      {of.state === 'open' ? (
        <Section title="What can be done">
          <Choices
            of={of}
            onResolved={() => (setOurs(true), onResolved())}
            onTaken={() => (setRefused(true), onResolved())}
          />
        </Section>
      ) : (
        <Ended of={of} wasTaken={wasRefused && !isOurs} />
      )}
      <Section title="What waits for it">
        <Facts
          of={{
            Stops: of.stops ? <a href={stopsAddress(of)}>{stopsText(of.stops)}</a> : 'Nothing else',
            Transaction: <IdLink id={of.transaction} />,
            System: systemName(of.system),
            Plant: plantName(of.plant),
            'Product family': of.productFamily,
            Opened: <At at={of.openedAt} />,
            Attempts: count(of.attempts, 'attempt'),
          }}
        />
      </Section>
    </>
  );
}

/** Holds and changes have views of their own; the rest is told by its transaction. */
const stopsAddress = ({ stops, transaction }: Item): string =>
  stops?.kind === 'quality-hold'
    ? `/console/holds/${stops.id}`
    : stops?.kind === 'engineering-change'
      ? `/console/changes/${stops.id}`
      : `/console/transactions/${transaction}`;

function State({ of }: { of: Item }) {
  if (of.state === 'closed') return <Badge tone="off">closed</Badge>;
  const { tone, text } = stageOf(of);
  return (
    <>
      <Badge tone="bad">waits for a person</Badge>
      <span>
        for <Since at={of.openedAt} />
      </span>
      <Badge tone={tone}>{text}</Badge>
    </>
  );
}
