import { setMaxListeners } from 'node:events';
import { timeoutAfter } from '../../config/timeout';
import { playChanges } from './act/changes';
import { breakSystems } from './act/faults';
import { playHold } from './act/holds';
import { killProcesses } from './act/kills';
import { lotsOf, makeLots } from './act/lots';
import { checkChanges } from './check/changes';
import { checkEffects } from './check/effects';
import { checkHolds } from './check/holds';
import { checkMaterial } from './check/material';
import { checkProcesses } from './check/processes';
import { checkAudit } from './check/records';
import { checkSagas } from './check/sagas';
import { Counts } from './counts';
import { Interlock } from './interlock';
import { comeHome } from './home';
import { LedgerReader } from './ledger';
import type { Plan } from './plan';
import { SYSTEMS } from './plan/faults';
import { Record } from './record';
import type { Outcome } from './report';
import type { ChaosStack } from './stack';
import { Systems } from './systems';
import { MaterialWatch } from './watch/material';
import { RevisionWatch } from './watch/revisions';
import { watch } from './watch/watch';

/** Seconds that the check may take. */
const CHECKED_WITHIN = 180;

/**
 * Plays the plan on a running stack, mends everything, waits until all has come home, and checks.
 * @param say told how far it is
 */
export async function runChaos(plan: Plan, stack: ChaosStack, say: (text: string) => void): Promise<Outcome> {
  const { holds, changes, faults, kills } = plan.planned;
  const whole = new AbortController();
  const { signal } = whole;
  // Everybody who waits for anything listens to it.
  setMaxListeners(0, signal);
  const counts = new Counts();
  const record = new Record();
  const interlock = new Interlock(stack, counts, signal);
  const systems = new Systems(stack, signal);
  const ledger = new LedgerReader(stack, signal);

  say('making lots');
  for (const system of SYSTEMS) await systems.hands(system);
  await makeLots(holds, systems, ledger, signal);

  say(`${plan.seconds} s of chaos: ${holds.length} holds, ${changes.length} changes`);
  const start = Date.now();
  const watching = new AbortController();
  const watched = watchAll(
    [
      new MaterialWatch(interlock, systems, ledger, record, counts),
      new RevisionWatch(systems, ledger, record, counts),
    ],
    AbortSignal.any([watching.signal, signal]),
  );
  const stage = { interlock, systems, record, start, signal };
  const played = Promise.all([
    ...holds.map((hold, number) => playHold(hold, lotsOf(hold, number), stage)),
    playChanges(changes, stage),
  ]);
  // Not awaited before the time is over: what goes wrong in them is told then.
  played.catch(() => undefined);
  watched.catch(() => undefined);
  await Promise.all([
    breakSystems(faults, systems, counts, start, signal),
    killProcesses(kills, stack, counts, start, signal),
  ]);
  for (const system of SYSTEMS) await systems.faults(system, {});
  const mendedAt = Date.now();
  say('everything is mended; waiting until all is home');
  const away = await comeHome(played, ledger, whole);
  const homeAt = Date.now();
  watching.abort();
  await watched;
  for (const { what, subject } of away)
    record.defect('home', subject, null, `is not home in the end: ${what}`);

  say('checking');
  const checking = timeoutAfter(CHECKED_WITHIN * 1000);
  const auditRows = await check(stack, record, counts, checking);
  return {
    plan,
    counts,
    record,
    auditRows,
    seconds: { mended: (mendedAt - start) / 1000, home: (homeAt - mendedAt) / 1000 },
  };
}

const watchAll = (watches: readonly { look(): Promise<void> }[], signal: AbortSignal): Promise<unknown> =>
  Promise.all(watches.map((one) => watch(() => one.look(), signal)));

async function check(
  stack: ChaosStack,
  record: Record,
  counts: Counts,
  signal: AbortSignal,
): Promise<number> {
  const interlock = new Interlock(stack, counts, signal);
  const systems = new Systems(stack, signal);
  const ledger = new LedgerReader(stack, signal);
  const decided = await ledger.dispositions();
  const holds = await checkHolds(interlock, record, decided);
  await checkMaterial(interlock, systems, record, holds, decided);
  await checkChanges(interlock, systems, ledger, record);
  await checkEffects(systems, record, counts);
  await checkSagas(stack, ledger, record, signal);
  checkProcesses(stack, record);
  return checkAudit(interlock, record);
}
