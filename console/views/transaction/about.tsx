import type { ComponentChildren } from 'preact';
import type { Transaction } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Facts } from '../../parts/facts';
import { At } from '../../parts/time';
import { CHANGE, CONTAINMENT } from '../../parts/words';

/** What the transaction is about, and where that is seen in full. */
export const About = ({ of }: { of: Transaction }) => (
  <Facts
    of={{
      ...subjectOf(of),
      Began: of.audit[0] ? <At at={of.audit[0].at} /> : null,
      Asked: of.audit[0] ? of.audit[0].who.name : null,
    }}
  />
);

function subjectOf({
  hold,
  change,
  inspection,
  order,
  shipmentAuthorization,
}: Transaction): Record<string, ComponentChildren> {
  if (hold)
    return {
      Hold: <a href={`/console/holds/${hold.id}`}>{hold.id}</a>,
      State: hold.state,
      Contained: <Badge tone={CONTAINMENT[hold.containment]}>{hold.containment}</Badge>,
      Saga: <WebUi address={hold.links.workflow} />,
    };
  if (change)
    return {
      Change: (
        <a href={`/console/changes/${change.id}`}>
          {change.change.id} ({change.id})
        </a>
      ),
      State: <Badge tone={CHANGE[change.state]}>{change.state}</Badge>,
      Saga: <WebUi address={change.links.workflow} />,
    };
  if (inspection) return { Inspection: inspection.id, State: inspection.state };
  if (order) return { 'Production order': order.id, State: order.state };
  if (shipmentAuthorization)
    return { Shipment: shipmentAuthorization.shipment, State: shipmentAuthorization.state };
  return {};
}

const WebUi = ({ address }: { address: string }) => (
  <a href={address} target="_blank" rel="noreferrer">
    in Temporal’s Web UI
  </a>
);
