import { useState } from 'preact/hooks';
import { useResource } from '../../live/use-resource';
import { Badge } from '../../parts/badge';
import { IdLink } from '../../parts/id-link';
import { Section } from '../../parts/page';
import { Shown } from '../../parts/shown';
import { count } from '../../parts/words';

/** Every hash is computed again; that is work, so it waits until it is asked for. */
export function Verification() {
  const [isAsked, setAsked] = useState(false);
  return (
    <Section title="Is it intact?">
      <p>
        Each row carries the hash of the row before it, and the last rows are sealed every few seconds.
        Verifying computes all of them again: a row that was changed, taken out or cut off the end is found.
      </p>
      {isAsked ? (
        <Verified />
      ) : (
        <button type="button" onClick={() => setAsked(true)}>
          Verify now
        </button>
      )}
    </Section>
  );
}

function Verified() {
  const verification = useResource('verifyAudit', {}, { wakes: () => false });
  return (
    <Shown of={verification} what="and computing all hashes">
      {({ intact, rows, head, broken }) => (
        <div aria-live="polite">
          <p>
            <Badge tone={intact ? 'good' : 'bad'}>{intact ? 'Intact' : 'Not intact'}</Badge>{' '}
            {count(rows, 'row')} computed again{head === null ? '; nothing is sealed yet' : ''}.
          </p>
          {head !== null && (
            <p class="hint">
              Newest seal: <code>{head}</code>. Keep it elsewhere: with it anybody can tell later that nothing
              before was changed.
            </p>
          )}
          {broken.length > 0 && (
            <>
              <p>
                <strong>Do not decide by these rows.</strong> Keep the database as it is, and tell who answers
                for it.
              </p>
              <ul>
                {broken.map(({ transaction, number, why }) => (
                  <li key={`${transaction}/${number}`}>
                    <IdLink id={transaction} /> row {number}: {why}
                  </li>
                ))}
              </ul>
            </>
          )}
          <button type="button" class="plain" onClick={verification.renew}>
            Verify again
          </button>
        </div>
      )}
    </Shown>
  );
}
