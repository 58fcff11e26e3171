import { useState } from 'preact/hooks';
import type { Affected, EngineeringChange } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Section } from '../../parts/page';
import { Pages } from '../../parts/pages';
import { Quantity } from '../../parts/quantity';
import { Table } from '../../parts/table';
import { At } from '../../parts/time';
import { plantName } from '../../parts/words';
import { useMay } from '../../session';
import { DecideAffected } from './decide';
import { isStoppable } from './words';

/** What of the old revision is open: orders, stock and purchases, and what becomes of each. */
export function AffectedObjects({ of, onDone }: { of: EngineeringChange; onDone: () => void }) {
  const may = useMay();
  const [chosen, setChosen] = useState<Affected | null>(null);
  const mayDecide = ({ plant }: Affected) =>
    may('decideAffected', plant) && of.plants.some((at) => at.plant === plant && isStoppable(at));
  const undecided = of.affected.filter(({ decision, stale }) => decision === null || stale).length;
  return (
    <Section
      title="Affected objects"
      aside={undecided > 0 && <Badge tone="warn">{undecided} to decide</Badge>}
    >
      {of.affected.length === 0 ? (
        <p class="empty">Nothing of the old revision is open.</p>
      ) : (
        <Pages name="affected objects" rows={of.affected}>
          {(shown) => (
            <Table
              caption="Orders, stock and purchases of the old revision"
              rows={shown}
              keyOf={({ object, id, plant }) => `${plant}/${object}/${id}`}
              columns={[
                { name: 'Object', of: ({ object, id }) => `${object} ${id}` },
                { name: 'Plant', of: ({ plant }) => plantName(plant) },
                { name: 'Item', of: ({ item, revision }) => `${item} rev ${revision}` },
                { name: 'Quantity', of: ({ quantity }) => <Quantity of={quantity} />, isFigure: true },
                { name: 'Decision', of: (one) => <Decision of={one} /> },
                { name: 'Assessed', of: ({ assessedAt }) => <At at={assessedAt} /> },
                ...(of.affected.some(mayDecide)
                  ? [
                      {
                        name: 'Decide',
                        of: (one: Affected) =>
                          mayDecide(one) && (
                            <button
                              type="button"
                              class="plain"
                              aria-label={`Decide ${one.object} ${one.id}`}
                              onClick={() => setChosen(one)}
                            >
                              Decide
                            </button>
                          ),
                      },
                    ]
                  : []),
              ]}
            />
          )}
        </Pages>
      )}
      {chosen && (
        <DecideAffected change={of.id} of={chosen} onClose={() => setChosen(null)} onDone={onDone} />
      )}
    </Section>
  );
}

function Decision({ of: { decision, decidedBy, stale } }: { of: Affected }) {
  if (decision === null) return <Badge tone="warn">to decide</Badge>;
  return (
    <>
      {stale && (
        <>
          <Badge tone="warn">stale</Badge> its quantity has changed since:{' '}
        </>
      )}
      {decision.replaceAll('-', ' ')} {decidedBy !== null && <span class="soft">by {decidedBy}</span>}
    </>
  );
}
