import { useState } from 'preact/hooks';
import type { Exception } from '../../client/openapi';
import { plantName } from '../../parts/words';
import { useMay } from '../../session';
import { Resolve } from './resolve';
import { meaningOf, type Resolution } from './words';

export const NAMES: Readonly<Record<Resolution, string>> = {
  retry: 'Retry',
  amend: 'Amend and retry',
  skip: 'Skip this step',
  withdraw: 'Withdraw',
};

interface Props {
  readonly of: Exception;
  readonly onResolved: () => void;
  /** Somebody else was first. */
  readonly onTaken: () => void;
}

/** What may be done about it, and what each means: only what is possible for this step. */
export function Choices({ of, onResolved, onTaken }: Props) {
  const may = useMay();
  const [chosen, setChosen] = useState<Resolution | null>(null);
  if (!may('resolveException', of.plant))
    return (
      <p class="empty">
        Support of {plantName(of.plant)} decides. It also closes by itself once the cause is gone.
      </p>
    );
  return (
    <>
      <ul class="choices">
        {of.resolutions.map((resolution) => (
          <li key={resolution}>
            <button
              type="button"
              class={resolution === of.resolutions[0] ? '' : 'plain'}
              onClick={() => setChosen(resolution)}
            >
              {NAMES[resolution]}
            </button>
            <p>{meaningOf(resolution, of)}</p>
          </li>
        ))}
      </ul>
      <p class="hint">
        Interlock goes on trying what may be repeated, and this closes by itself once the cause is gone; a
        person is wanted where it does not go away.
      </p>
      {chosen && (
        <Resolve
          of={of}
          resolution={chosen}
          title={NAMES[chosen]}
          onClose={() => setChosen(null)}
          onResolved={() => (setChosen(null), onResolved())}
          onTaken={() => (setChosen(null), onTaken())}
        />
      )}
    </>
  );
}
