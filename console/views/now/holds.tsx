import type { OpenHold, Overview, SystemHealth } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Section } from '../../parts/page';
import { Since } from '../../parts/time';
import { CONTAINMENT, count, plantName, SEVERITY } from '../../parts/words';
import { lacks, notContained } from './counts';
import { Lacking } from './lacking';

/** Of each plant; the rest is counted. */
const AT_ONCE = 8;
const AT_ONCE_ON_WALL = 3;

interface Props {
  readonly overview: Overview;
  readonly systems: readonly SystemHealth[];
  readonly plant: string | null;
  readonly isWall: boolean;
}

/** Open holds by the plant that raised them: what is not contained in full, what is in a line. */
export function HoldsNow({ overview: { holds }, systems, plant, isWall }: Props) {
  const plants = holds.plants.filter((one) => one.open > 0 || one.plant === plant || plant === null);
  return (
    <div class="plants">
      {plants.map((one) => {
        const not = notContained(one);
        const raised = holds.items.filter((hold) => hold.plant === one.plant);
        const missing = raised.filter(lacks);
        const shown = missing.slice(0, isWall ? AT_ONCE_ON_WALL : AT_ONCE);
        return (
          <Section key={one.plant} title={titleOf(one.plant, plant)} aside={<Counts of={one} />}>
            {one.open === 0 && <p class="empty">No open hold.</p>}
            {missing.length > 0 && (
              <ul class="holds-now" aria-label={`Not contained, ${plantName(one.plant)}`}>
                {shown.map((hold) => (
                  <HoldNow key={hold.id} hold={hold} systems={systems} />
                ))}
              </ul>
            )}
            {not > shown.length && (
              <p>
                <a href={`/console/holds?contained=false&plant=${one.plant}`}>
                  {count(not - shown.length, 'more hold')} not contained
                </a>
              </p>
            )}
            {one.empty > 0 && (
              <p class="soft">
                <a href={`/console/holds?contained=false&plant=${one.plant}`}>
                  {one.empty === 1 ? '1 hold covers' : `${one.empty} holds cover`} nothing yet
                </a>
                ; what joins is held at once.
              </p>
            )}
            {one.unanswered > 0 && (
              <p>
                <Badge tone="warn">{count(one.unanswered, 'answer')} owed</Badge> for material that was
                shipped, used or on its way before it was held: see its hold.
              </p>
            )}
            {one.effective > 0 && (
              <Contained plant={one.plant} count={one.effective} oldestAt={one.oldestAt} />
            )}
          </Section>
        );
      })}
    </div>
  );
}

/** Of a plant that is looked at: its own, and those of others that cover material there. */
const titleOf = (raisedAt: string, plant: string | null): string =>
  plant === null || raisedAt === plant
    ? `Holds of ${plantName(raisedAt)}`
    : `Holds of ${plantName(raisedAt)}, with material at ${plantName(plant)}`;

const Counts = ({ of }: { of: Overview['holds']['plants'][number] }) =>
  notContained(of) > 0 ? (
    <Badge tone="bad">
      {notContained(of)} of {of.open} not contained
    </Badge>
  ) : of.effective > 0 ? (
    <Badge tone="good">{of.effective} contained</Badge>
  ) : (
    <Badge tone="off">none</Badge>
  );

function Contained({
  plant,
  count: number,
  oldestAt,
}: {
  plant: string;
  count: number;
  oldestAt: string | null;
}) {
  return (
    <p class="soft">
      <a href={`/console/holds?contained=true&plant=${plant}`}>
        {count(number, 'hold')} contained in all systems
      </a>
      {oldestAt !== null && (
        <>
          ; the oldest open for <Since at={oldestAt} />
        </>
      )}
      .
    </p>
  );
}

function HoldNow({ hold, systems }: { hold: OpenHold; systems: readonly SystemHealth[] }) {
  const {
    id,
    containment,
    severity,
    lots,
    reason,
    placedAt,
    contained,
    required,
    missing,
    unnamed,
    residual,
  } = hold;
  const more = lots.count - lots.first.length;
  return (
    <li>
      <p class="hold-line">
        <a class="hold-link" href={`/console/holds/${id}`}>
          {lots.first.length === 0 ? id : lots.first.join(', ')}
          {more > 0 && ` and ${count(more, 'lot')} more`}
        </a>{' '}
        <Badge tone={CONTAINMENT[containment]}>
          {contained} of {required} confirmed
        </Badge>{' '}
        <Badge tone={SEVERITY[severity]}>{severity}</Badge>
      </p>
      <p class="soft">
        {id} · {reason.text} · held for <Since at={placedAt} />
        {residual > 0 && ` · ${count(residual, 'answer')} owed for what had gone before`}
      </p>
      <ul class="lacking">
        {missing.map((one) => (
          <Lacking key={one.system} of={one} health={systems.find(({ system }) => system === one.system)} />
        ))}
        {unnamed.map(({ system, kind, subject }) => (
          <li key={`${system}/${subject}`}>
            <strong>{system}</strong> has still to name the lots of {kind.replace('-', ' ')} {subject}.
          </li>
        ))}
      </ul>
    </li>
  );
}
