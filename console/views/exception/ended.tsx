import type { Exception } from '../../client/openapi';
import { Facts } from '../../parts/facts';
import { Section } from '../../parts/page';
import { At } from '../../parts/time';
import { Onward } from './onward';
import { RESOLUTION } from './words';

/** How it ended, and how its saga goes on since. @param wasTaken this page's own decision came after somebody else's */
export function Ended({ of, wasTaken }: { of: Exception; wasTaken: boolean }) {
  const { resolution, closedAt } = of;
  const by = resolution?.by?.name;
  return (
    <>
      {wasTaken && (
        <p class="note note-warn" role="alert">
          <strong>Somebody else was first.</strong> {by ?? 'Somebody'} has decided already; your decision
          changed nothing.
        </p>
      )}
      <Section title="How it ended">
        <Facts
          of={{
            Resolution: resolution ? RESOLUTION[resolution.action] : 'closed',
            By: by ?? (resolution?.action === 'healed' ? 'nobody: the cause went away' : null),
            Reason: resolution?.reason,
            Closed: closedAt === null ? null : <At at={closedAt} />,
          }}
        />
      </Section>
      <Onward of={of} />
    </>
  );
}
