import { useRoute } from 'preact-iso';
import type { EngineeringChange } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Facts } from '../parts/facts';
import { Page, Section } from '../parts/page';
import { Shown } from '../parts/shown';
import { At } from '../parts/time';
import { CHANGE, systemName } from '../parts/words';
import { AffectedObjects } from './change/affected';
import { Findings } from './change/findings';
import { Headline } from './change/headline';
import { PlantSection } from './change/plant';
import { Steps } from './change/steps';
import { isOver } from './change/systems';
import { Withdrawal } from './change/withdrawal';
import { itemsText } from './change/words';

/** Steps of systems announce themselves to nobody. */
const EVERY_MS = 2_000;

/** One engineering change: where each plant stands, what stands in the way, and what there is to decide. */
export function Change() {
  const { params } = useRoute();
  const id = params.id!;
  const change = useResource(
    'getChange',
    { path: { id } },
    {
      wakes: ({ type }) => /^interlock\.(engineering-change|exception|signature)\./.test(type),
      every: (data) => (isOver(data) ? null : EVERY_MS),
    },
  );
  const data = change.data;
  return (
    <Page
      title={data ? `${data.change.id}: ${itemsText(data.items) || 'change'}` : `Change ${id}`}
      lead={data && <Badge tone={CHANGE[data.state]}>{data.state}</Badge>}
    >
      <Shown of={change} what={`change ${id}`}>
        {(shown) => <Told of={shown} onDone={change.renew} />}
      </Shown>
    </Page>
  );
}

function Told({ of, onDone }: { of: EngineeringChange; onDone: () => void }) {
  return (
    <>
      <Headline of={of} />
      <Section title="Plants" aside={<Withdrawal of={of} onDone={onDone} />}>
        <Steps of={of} />
      </Section>
      {of.plants.map((at) => (
        <PlantSection key={at.plant} of={of} at={at} onDone={onDone} />
      ))}
      <Findings of={of.findings} />
      <AffectedObjects of={of} onDone={onDone} />
      <Section title="About this change">
        <Facts
          of={{
            Change: `${of.change.id} of ${systemName(of.change.system)}`,
            'Id here': of.id,
            Requested: (
              <>
                <At at={of.requestedAt} /> by {of.requestedBy.name}
              </>
            ),
            Plants: of.policy === 'all-or-nothing' ? 'all go over, or none' : 'each goes over by itself',
            Transaction: <a href={`/console/transactions/${of.transaction}`}>{of.transaction}</a>,
            Workflow: (
              <a href={of.links.workflow} target="_blank" rel="noreferrer">
                in Temporal’s Web UI
              </a>
            ),
          }}
        />
      </Section>
    </>
  );
}
