import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { context } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { inTraceOf, ofTransaction } from '../config/trace';
import {
  Changes,
  claimCommands,
  COMMAND_CHANNEL,
  commandCarried,
  commandPostponed,
  type Command,
  type Pool,
} from '../ledger';
import { SAGA_QUEUE, WORKFLOWS, type WorkflowType } from './names';

/** Commands carried at once. */
const AT_ONCE = 16;
/** A relay that dies lets go of what it carried after this. */
const LEASE_MS = 5_000;
/** How often the ledger is asked though no notice came. */
const IDLE_MS = 1_000;
/** What is being carried when the relay stops is waited for so long. */
const GRACE_MS = 3_000;

/**
 * Carries the ledger's commands to Temporal: starts a saga, or tells it to look. At least once, in order for each
 * transaction; "already started" is done. While Temporal is down they wait in the ledger, and nothing is lost.
 */
export class Relay {
  private stopping = false;
  private wake: () => void = () => undefined;
  private running: Promise<void> | null = null;
  /** What is being carried, and the carrying of it. */
  private readonly inFlight = new Map<Command, Promise<void>>();
  private readonly notices: Changes;

  constructor(
    private readonly pool: Pool,
    private readonly client: Client,
    private readonly log: Logger,
  ) {
    this.notices = new Changes(pool, COMMAND_CHANNEL);
  }

  start(): void {
    this.notices.subscribe('', () => this.wake());
    this.running = this.run();
  }

  /** Takes nothing new, and lets go of what is not carried soon: another relay may carry it at once. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    const grace = pause(GRACE_MS);
    await Promise.race([Promise.all(this.inFlight.values()), grace.over]);
    grace.cancel();
    const left = [...this.inFlight.keys()];
    // Without a database the leases end by themselves.
    await Promise.all(
      left.map((command) => commandPostponed(this.pool, command, new Date()).catch(() => undefined)),
    );
    this.notices.close();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const noticed = new Promise<void>((resolve) => (this.wake = resolve));
      const claimed = await this.claim();
      for (const command of claimed) this.track(command);
      if (claimed.length > 0 && this.inFlight.size < AT_ONCE) continue;
      const idle = pause(IDLE_MS);
      await Promise.race([noticed, idle.over, ...this.inFlight.values()]);
      idle.cancel();
    }
  }

  private async claim(): Promise<Command[]> {
    const room = AT_ONCE - this.inFlight.size;
    if (room <= 0) return [];
    try {
      return await claimCommands(this.pool, room, LEASE_MS, new Date());
    } catch (error) {
      this.log.warn({ err: error }, 'the ledger cannot be asked for commands');
      return [];
    }
  }

  private track(command: Command): void {
    this.inFlight.set(
      command,
      inItsTrace(command, () => this.carry(command)).finally(() => this.inFlight.delete(command)),
    );
  }

  private async carry(command: Command): Promise<void> {
    try {
      await this.tell(command);
      await commandCarried(this.pool, command);
    } catch (error) {
      this.log.warn(
        { err: error, transaction: command.transaction, attempts: command.attempts },
        'a command was not carried; it will be again',
      );
      const delay = Math.min(100 * 2 ** command.attempts, 2_000);
      await commandPostponed(this.pool, command, new Date(Date.now() + delay)).catch(() => undefined);
    }
  }

  private async tell(command: Command): Promise<void> {
    if (command.kind === 'look') {
      try {
        await this.client.workflow.getHandle(idOf(command)).signal('look');
        return;
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
        // Over, or never seen by this Temporal: started below if it never was; one that is over has nothing to look at. A
        // plant's rollout is started by its change's saga alone, and reads the ledger when it is.
        if (command.workflow === 'plantRollout') return;
      }
    }
    await this.startSaga(command);
  }

  private async startSaga(command: Command): Promise<void> {
    try {
      await this.client.workflow.start(command.workflow, {
        workflowId: idOf(command),
        taskQueue: SAGA_QUEUE,
        args: [command.subject],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowTaskTimeout: '2 seconds',
        requestEagerStart: true,
        staticSummary: `${workflowOf(command).summary} ${command.subject}`,
      });
      this.log.info({ workflow: idOf(command) }, 'a saga has begun');
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}

/** What led to the command, and the transaction that it is for, go with it to the saga. */
const inItsTrace = <T>({ traceparent, tracestate, transaction }: Command, work: () => T): T =>
  inTraceOf({ ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) }, () =>
    context.with(ofTransaction(context.active(), transaction), work),
  );

function workflowOf({ workflow }: Command): (typeof WORKFLOWS)[WorkflowType] {
  if (!Object.hasOwn(WORKFLOWS, workflow))
    throw new Error(`There is no saga "${workflow}"; this worker is older than the ledger.`);
  return WORKFLOWS[workflow as WorkflowType];
}

const idOf = (command: Command): string => `${workflowOf(command).id}/${command.subject}`;

function pause(milliseconds: number): { over: Promise<void>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  return {
    over: new Promise((resolve) => (timer = setTimeout(resolve, milliseconds))),
    cancel: () => clearTimeout(timer),
  };
}
