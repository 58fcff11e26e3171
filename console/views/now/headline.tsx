import type { ComponentChildren } from 'preact';
import type { Overview, SystemHealth } from '../../client/openapi';
import { count, plantName, systemName } from '../../parts/words';
import { notContained } from './counts';

interface Props {
  readonly overview: Overview;
  /** null: not known yet; before, nothing is said to be calm. */
  readonly systems: readonly SystemHealth[] | null;
  readonly plant: string | null;
}

/** One line that says how it is; told anew only when it becomes another. */
export function Headline({ overview: { holds, exceptions }, systems, plant }: Props) {
  const open = holds.plants.reduce((sum, one) => sum + one.open, 0);
  const not = holds.plants.reduce((sum, one) => sum + notContained(one), 0);
  const queued = exceptions.reduce((sum, one) => sum + one.open, 0);
  const unanswered = holds.plants.reduce((sum, one) => sum + one.unanswered, 0);
  const contained = holds.plants.reduce((sum, one) => sum + one.effective, 0);
  const failing = (systems ?? []).filter(
    (one) => one.state === 'failing' && (plant === null || one.plant === null || one.plant === plant),
  );
  const where = plant === null ? '' : ` at ${plantName(plant)}`;
  const isCalm = systems !== null && not === 0 && queued === 0 && unanswered === 0 && failing.length === 0;
  const tone = not > 0 ? 'bad' : isCalm ? 'good' : systems === null ? 'wait' : 'warn';
  return (
    <output class={`headline headline-${tone}`}>
      <strong>
        {not > 0
          ? `${count(not, 'hold')} not contained${where}`
          : isCalm
            ? `All calm${where}`
            : `Everything held is contained${where}`}
      </strong>
      <span>
        {parts([
          open === 0
            ? 'no open hold'
            : contained > 0 && `${count(contained, 'hold')} contained in all systems`,
          unanswered > 0 && `${count(unanswered, 'answer')} owed for what had gone before its hold`,
          queued > 0 ? `${count(queued, 'exception')} open` : isCalm && 'no exception open',
          failing.length > 0
            ? `${failing.map(({ system }) => systemName(system)).join(', ')} not answering`
            : isCalm && 'no system fails',
        ])}
      </span>
    </output>
  );
}

const parts = (of: readonly (string | false)[]): ComponentChildren =>
  of.filter((one) => one !== false).join(' · ');
