import { type Attributes, context } from '@opentelemetry/api';
import type { Context as ActivityContext } from '@temporalio/activity';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import {
  contextOf,
  type Carrier,
  inSpan,
  inTraceOf,
  ofTransaction,
  TRANSACTION,
  transactionOf,
} from '../config/trace';

/** As the saga passes it on, see `workflows/trace`. */
const HEADER = '_tracer-data';

/** What an activity is asked says of these; never what else is in it. */
interface Asked {
  readonly transaction?: unknown;
  readonly system?: unknown;
  readonly plant?: unknown;
  readonly errands?: readonly { readonly plant?: unknown }[];
  readonly lots?: readonly unknown[] | null;
  readonly items?: readonly unknown[];
}

/** Does each activity in its saga's trace, as a span that is named as the step is in the Web UI. */
export function traceActivity({ info }: ActivityContext): ActivityInterceptors {
  let fields: Readonly<Record<string, unknown>> = {};
  return {
    inbound: {
      execute(input, next) {
        const header = input.headers[HEADER];
        const carrier = header ? defaultPayloadConverter.fromPayload<Carrier>(header) : {};
        const [first] = input.args;
        const asked: Asked = typeof first === 'object' && first !== null ? first : {};
        const transaction =
          transactionOf(contextOf(carrier)) ??
          (typeof asked.transaction === 'string' ? asked.transaction : null);
        fields = { trace: carrier.traceparent?.split('-')[1], transaction };
        const description = {
          name: carrier.step ?? `ledger: ${info.activityType}`,
          attributes: {
            ...attributesOf(asked),
            'temporal.activity.type': info.activityType,
            'temporal.activity.attempt': info.attempt,
            'temporal.workflow.id': info.workflowExecution?.workflowId,
          },
          errorType,
        };
        return inTraceOf(carrier, () => {
          const active = context.active();
          return context.with(transaction === null ? active : ofTransaction(active, transaction), () =>
            inSpan(description, () => next(input)),
          );
        });
      },
    },
    outbound: { getLogAttributes: (input, next) => next({ ...input, ...fields }) },
  };
}

function attributesOf({ transaction, system, plant, errands, lots, items }: Asked): Attributes {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    [TRANSACTION]: text(transaction),
    'interlock.system': text(system),
    'interlock.plant': text(plant ?? errands?.[0]?.plant),
    'interlock.subjects': (errands ?? lots ?? items)?.length,
  };
}

const errorType = (error: unknown): string =>
  error instanceof ApplicationFailure
    ? (error.type ?? error.name)
    : error instanceof Error
      ? error.name
      : 'unknown';
