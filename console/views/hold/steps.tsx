import type { Target } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Dialog } from '../../parts/dialog';
import { Facts } from '../../parts/facts';
import { figure } from '../../parts/quantity';
import { At } from '../../parts/time';
import { systemName, TARGET } from '../../parts/words';
import type { Row } from './containment';

/** How far each system is with one lot: when it was asked, when it answered, when it was read back, and what it says. */
export const Steps = ({ row: { id, targets }, onClose }: { row: Row; onClose: () => void }) => (
  <Dialog title={`${id} in every system`} onClose={onClose}>
    {Object.values(targets).map((target) => (
      <section key={target.id} class="inner" aria-label={systemName(target.system)}>
        <h3>
          {systemName(target.system)} <Badge tone={TARGET[target.status]}>{target.status}</Badge>
        </h3>
        <Way of={target} />
        <Facts
          of={{
            'It is to be': `${target.desired.state}${target.desired.quantity === null ? '' : `, ${figure(target.desired.quantity)}`}`,
            'Said before the hold': target.prior,
            'Says now': target.note,
            Generation:
              target.observedGeneration === target.generation
                ? String(target.generation)
                : `${target.generation}; read back of ${target.observedGeneration}`,
            Exception:
              target.exception === null ? null : (
                <a href={`/console/exceptions/${target.exception}`}>{target.exception}</a>
              ),
          }}
        />
      </section>
    ))}
  </Dialog>
);

/** The way of a target: asked, acknowledged, observed. */
const Way = ({ of: { askedAt, acknowledgedAt, observedAt } }: { of: Target }) => (
  <ol class="way">
    {(
      [
        ['asked', askedAt],
        ['acknowledged', acknowledgedAt],
        ['observed', observedAt],
      ] as const
    ).map(([step, at]) => (
      <li key={step} class={at === null ? 'ahead' : ''}>
        {step} {at === null ? 'not yet' : <At at={at} />}
      </li>
    ))}
  </ol>
);
