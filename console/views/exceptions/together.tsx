import { useState } from 'preact/hooks';
import type { Exception } from '../../client/openapi';
import { systemName } from '../../parts/words';
import { useMay } from '../../session';
import { RetryAll } from './retry-all';

interface Group {
  readonly key: string;
  readonly system: string;
  readonly code: string;
  readonly items: readonly Exception[];
}

/** Exceptions that have one cause, once that is mended: those of one system, for one reason. */
export function Together({ of, onDone }: { of: readonly Exception[]; onDone: () => void }) {
  const may = useMay();
  const [chosen, setChosen] = useState<Group | null>(null);
  const groups = groupsOf(
    of.filter((one) => one.resolutions.includes('retry') && may('resolveException', one.plant)),
  );
  return (
    <>
      {groups.length > 0 && (
        <p class="actions">
          {groups.map((group) => (
            <button key={group.key} type="button" class="plain" onClick={() => setChosen(group)}>
              Retry {group.items.length} of {systemName(group.system)}: {group.code}
            </button>
          ))}
        </p>
      )}
      {chosen && (
        <RetryAll
          title={`Retry ${chosen.items.length} of ${systemName(chosen.system)}`}
          of={chosen.items}
          onClose={() => (setChosen(null), onDone())}
        />
      )}
    </>
  );
}

function groupsOf(items: readonly Exception[]): Group[] {
  const groups = new Map<string, Exception[]>();
  for (const item of items) {
    const key = `${item.system} ${item.reason.code}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].flatMap(([key, members]) => {
    const [{ system, reason }] = members as [Exception];
    return members.length < 2 ? [] : [{ key, system, code: reason.code, items: members }];
  });
}
