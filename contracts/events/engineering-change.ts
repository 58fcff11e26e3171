import { z } from 'zod';
import {
  CHANGE_POLICIES,
  CHANGE_STATES,
  ChangeDecisionRequest,
  ChangeRequest,
  EngineeringChange,
} from '../engineering-change';
import { At, contract } from './contract';

/** What every event of a change says; `plant` null: of the change as a whole. */
export const ChangeTold = z.object({
  change: z.string(),
  /** Its number in the PLM. */
  number: z.string(),
  plant: z.string().nullable(),
  why: z.string().nullable(),
});
const Requested = ChangeTold.extend({
  from: z.null(),
  to: z.object({ plants: ChangeRequest.shape.plants, policy: z.enum(CHANGE_POLICIES) }),
});
const Queued = ChangeTold.extend({ from: z.null(), to: z.object({ blocking: z.array(z.string()) }) });
const WithdrawalRequested = ChangeTold.extend({
  from: z.null(),
  to: z.object({ plants: z.array(z.string()) }),
});
const Decided = ChangeTold.extend({
  from: z.null(),
  to: ChangeDecisionRequest,
  ...ChangeDecisionRequest.pick({ object: true, id: true, decision: true }).shape,
});
const Moved = ChangeTold.extend({ from: z.enum(CHANGE_STATES), to: z.enum(CHANGE_STATES) });
/** Codes of what was found, warnings only. */
const Accepted = Moved.extend({ findings: z.array(z.string()) });
/** `dueAt` null: that is not known beforehand. */
const Staged = Moved.extend({ dueAt: At.nullable() });
const Ended = Moved.extend({ items: EngineeringChange.shape.items });

const change = <D extends z.ZodObject>(summary: string, data: D) => contract('change', summary, data);

export const ENGINEERING_CHANGE_EVENTS = {
  'interlock.engineering-change.requested.v1': change('A change was asked for at its plants.', Requested),
  'interlock.engineering-change.queued.v1': change(
    'A change waits for others that hold the same items at the same plants.',
    Queued,
  ),
  'interlock.engineering-change.refused.v1': change('A plant does not take part in the change.', Ended),
  'interlock.engineering-change.accepted.v1': change(
    'A plant can take the change; it is being staged.',
    Accepted,
  ),
  'interlock.engineering-change.staged.v1': change(
    'Every system of a plant was read back to have it staged.',
    Staged,
  ),
  'interlock.engineering-change.drifted.v1': change(
    'What was staged was read otherwise; it is staged again.',
    Moved,
  ),
  'interlock.engineering-change.decided.v1': change(
    'Somebody decided what becomes of an object of the old revision.',
    Decided,
  ),
  'interlock.engineering-change.pivot-passed.v1': change(
    'A plant goes over to the new revision: from here on only forward.',
    Moved,
  ),
  'interlock.engineering-change.activated.v1': change(
    'Every system of a plant was read back to have the new revision active.',
    Ended,
  ),
  'interlock.engineering-change.withdrawal-requested.v1': change(
    'A change is withdrawn at the plants that can still be stopped.',
    WithdrawalRequested,
  ),
  'interlock.engineering-change.withdrawn.v1': change('Whatever was staged at a plant is undone.', Ended),
} as const;
