/** Where people look on. */
export interface Links {
  /** Address of the Temporal Web UI. */
  readonly temporalUi: string;
  readonly namespace: string;
}

/** Address of a workflow in Temporal's Web UI. */
export const workflowAddress = ({ temporalUi, namespace }: Links, id: string): string =>
  `${temporalUi}/namespaces/${namespace}/workflows/${encodeURIComponent(id)}`;

/** The links of a saga: its workflow, and the events of its transaction. */
export const linksOf = (links: Links, workflow: string, transaction: string) => ({
  workflow: workflowAddress(links, workflow),
  events: `/v1/events?transaction=${transaction}`,
});
