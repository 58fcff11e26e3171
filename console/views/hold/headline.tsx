import type { Hold } from '../../client/openapi';
import { groupBy } from '../../parts/group';
import { At, Since } from '../../parts/time';
import { count, systemName } from '../../parts/words';
import { containedSince, type Lacking, lackingOf } from './containment';
import { WHY } from './words';

/** Whether the material is contained, in the words of who has to act on it. */
export function Headline({ hold }: { hold: Hold }) {
  if (hold.state === 'closed')
    return (
      <Banner tone="off" title="Closed">
        <p>
          Since {hold.closedAt && <At at={hold.closedAt} />}: everything is decided and carried out, and all
          that had escaped is answered.
        </p>
      </Banner>
    );
  if (hold.containment === 'effective') {
    const since = containedSince(hold);
    return (
      <Banner
        tone={unanswered(hold) === 0 ? 'good' : 'warn'}
        title={
          <>
            Contained in all systems
            {since !== null && (
              <>
                {' '}
                since <At at={since} />
              </>
            )}
          </>
        }
      >
        <Escaped hold={hold} />
      </Banner>
    );
  }
  const lacking = lackingOf(hold);
  if (hold.lots.length === 0 && lacking.length === 0)
    return (
      <Banner tone="off" title="Covers nothing yet">
        <p>
          What it follows has made nothing so far, by what systems have told. What is made is held as it is
          told of.
        </p>
      </Banner>
    );
  return (
    <Banner
      tone="bad"
      title={<>NOT contained: {lacking.length === 0 ? 'not everything is named yet' : says(lacking[0]!)}</>}
    >
      <ul>
        {lacking.map((one) => (
          <Lacks key={one.system} of={one} transaction={hold.transaction} />
        ))}
        {lacking.length === 0 && (
          <li>A system has still to name what the orders or work centres of this hold made.</li>
        )}
      </ul>
      <p>
        For <Since at={hold.placedAt} />. Interlock’s own gate has been shut for all of it since{' '}
        <At at={hold.placedAt} />: it answers no to whoever asks.
      </p>
      <Escaped hold={hold} />
    </Banner>
  );
}

function Banner({
  tone,
  title,
  children,
}: {
  tone: 'good' | 'warn' | 'bad' | 'off';
  title: preact.ComponentChildren;
  children: preact.ComponentChildren;
}) {
  return (
    <div class={`banner banner-${tone}`}>
      {/* Told once when it changes: the details are there to be read. */}
      <output class="banner-title">
        <span aria-hidden="true">{SIGN[tone]}</span> {title}
      </output>
      {children}
    </div>
  );
}
const SIGN = { good: '✓', warn: '✓', bad: '✕', off: '–' };

/** `WMS has not confirmed 2 of 3 lots` */
const says = ({ system, of, missing }: Lacking): string =>
  `${systemName(system)} has not confirmed ${missing.length === of ? `any of ${thing(of, missing[0]!)}` : `${missing.length} of ${thing(of, missing[0]!)}`}`;

const thing = (number: number, { subject }: Lacking['missing'][number]): string =>
  subject.kind === 'lot' || subject.kind === 'serial' ? count(number, subject.kind) : String(number);

function Lacks({ of: { system, of, missing }, transaction }: { of: Lacking; transaction: string }) {
  const causes = groupBy(missing, ({ status }) => status);
  return (
    <li>
      <strong>{systemName(system)}</strong>: {missing.length} of {thing(of, missing[0]!)} not confirmed:{' '}
      {[...causes].map(([status, targets]) => {
        const exceptions = [...new Set(targets.flatMap(({ exception }) => exception ?? []))];
        return (
          <span key={status}>
            {causes.size > 1 && `${targets.length} `}
            {WHY[status]}
            {exceptions.length > 0 && ', '}
            {exceptions.length === 1 && <a href={`/console/exceptions/${exceptions[0]}`}>{exceptions[0]}</a>}
            {exceptions.length > 1 && (
              <a href={`/console/exceptions?state=open&system=${system}&transaction=${transaction}`}>
                {count(exceptions.length, 'exception')}
              </a>
            )}
            .{' '}
          </span>
        );
      })}
    </li>
  );
}

const unanswered = ({ residual }: Hold): number => residual.filter(({ answer }) => answer === null).length;

/** What the hold came too late for is nobody's until it is answered. */
function Escaped({ hold }: { hold: Hold }) {
  const open = unanswered(hold);
  if (open === 0) return null;
  return (
    <p>
      <strong>The hold came too late for some of it:</strong> it was shipped, used or on its way. Quality owes{' '}
      <a href="#s-too-late-for-the-hold">{count(open, 'answer')}</a>, before which the hold does not close.
    </p>
  );
}
