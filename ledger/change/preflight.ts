import type { Pool } from 'pg';
import type { Assessment, OpenObject } from '../../contracts/assessment';
import {
  ChangeRequest,
  Preflight,
  type Affected,
  type ChangePackage,
  type Finding,
} from '../../contracts/engineering-change';
import type { PlantQuestion, PreflightPlan } from '../../contracts/release';
import type { Topology } from '../../contracts/topology';
import { decideByRule, openOfOld } from '../../domain/affected';
import { completeness } from '../../domain/completeness';
import { announce, command } from '../commands';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { brief } from '../transaction';
import { assessingSystems, questionTo } from './assessments';
import { check, isError, unreachable } from './check';
import { checkChangeRequest } from './request';

/** Asks a preflight: nothing of the change is stored but the question. @returns its id. @throws Problem */
export async function startPreflight(
  pool: Pool,
  topology: Topology,
  request: ChangeRequest,
  now: Date,
): Promise<string> {
  checkChangeRequest(topology, request);
  const id = newId('PF');
  await brief(pool, async (tx) => {
    await tx.query({
      name: 'preflight-insert',
      text: 'insert into preflight (id, request, asked_at) values ($1, $2, $3)',
      values: [id, request, now],
    });
    await command(
      tx,
      { transaction: id, kind: 'start', workflow: 'changePreflight', subject: id, traceparent: null },
      now,
    );
  });
  return id;
}

export async function preflightResult(pool: Pool, id: string): Promise<Preflight | null> {
  const found = await pool.query<{ result: unknown }>({
    name: 'preflight-result',
    text: 'select result from preflight where id = $1',
    values: [id],
  });
  const result = found.rows[0]?.result ?? null;
  return result === null ? null : Preflight.parse(result);
}

async function requestOf(tx: Tx, id: string): Promise<ChangeRequest> {
  const found = await tx.query<{ request: unknown }>({
    name: 'preflight-request',
    text: 'select request from preflight where id = $1',
    values: [id],
  });
  return ChangeRequest.parse(found.rows[0]?.request);
}

/** Whom a preflight asks. */
export const planPreflight = (pool: Pool, topology: Topology, id: string): Promise<PreflightPlan> =>
  brief(pool, async (tx) => {
    const { change, plants } = await requestOf(tx, id);
    const { timeoutMs = 2_000, patienceSeconds = 30 } = topology.systems[change.system] ?? {};
    return {
      package: {
        system: change.system,
        change: change.id,
        transaction: id,
        timeoutMs,
        patienceMs: patienceSeconds * 1000,
      },
      questions: plants.flatMap(({ plant }) =>
        assessingSystems(topology, plant).map((system) => questionTo(topology, system, id, plant, [])),
      ),
    };
  });

/** What a preflight has heard; null where a system could not be asked. */
export interface Heard {
  readonly package: { readonly package: ChangePackage | null } | null;
  readonly assessments: readonly {
    readonly question: PlantQuestion;
    readonly assessment: Assessment | null;
  }[];
}

/** Everything that would fail now, from all systems, in one answer. */
export async function finishPreflight(
  pool: Pool,
  topology: Topology,
  id: string,
  heard: Heard,
  now: Date,
): Promise<void> {
  await brief(pool, async (tx) => {
    const request = await requestOf(tx, id);
    const result = await judgePreflight(tx, topology, request, heard, now);
    await tx.query({
      name: 'preflight-finish',
      text: 'update preflight set result = $2 where id = $1',
      values: [id, result],
    });
    await announce(tx, id);
  });
}

async function judgePreflight(
  tx: Tx,
  topology: Topology,
  request: ChangeRequest,
  heard: Heard,
  now: Date,
): Promise<Preflight> {
  const { system, id } = request.change;
  const findings: Finding[] = heard.assessments
    .filter(({ assessment }) => assessment === null)
    .map(({ question }) => unreachable(question.system, question.plant));
  if (heard.package === null) findings.push(unreachable(system, null));
  const pack = heard.package?.package ?? null;
  if (heard.package && !pack)
    findings.push({
      code: 'unknown-change',
      severity: 'error',
      system,
      plant: null,
      subject: id,
      text: `${system} knows no change ${id}.`,
    });
  const affected: Affected[] = [];
  if (pack) {
    findings.push(...completeness(pack, system, (item) => topology.items[item]?.unit ?? null));
    findings.push(...(await openChanges(tx, request, pack)));
    for (const { plant, effectivity } of request.plants) {
      const assessments = heard.assessments.flatMap(({ question, assessment }) =>
        assessment && question.plant === plant
          ? [{ ...assessment, roles: topology.systems[question.system]?.roles ?? [] }]
          : [],
      );
      findings.push(...(await check(tx, topology, pack, plant, effectivity, assessments, now)));
      const objects = assessments.flatMap((assessment) => assessment.objects);
      affected.push(...openOfOld(pack, objects).map((object) => affects(topology, pack, plant, object, now)));
    }
  }
  return { ok: !findings.some(isError), findings, affected };
}

function affects(
  topology: Topology,
  pack: ChangePackage,
  plant: string,
  object: OpenObject,
  now: Date,
): Affected {
  const rule = decideByRule(object, plant, pack.classes, topology.changes.rules);
  return {
    object: object.object,
    id: object.id,
    plant,
    item: object.item,
    revision: object.revision,
    quantity: { value: object.quantity, unit: object.unit as Affected['quantity']['unit'] },
    decision: rule?.decision ?? null,
    decidedBy: rule?.by ?? null,
    assessedAt: now.toISOString(),
    stale: false,
  };
}

/** Changes that have the same items at the same plants. */
async function openChanges(tx: Tx, request: ChangeRequest, pack: ChangePackage): Promise<Finding[]> {
  const found = await tx.query<{ change: string; item: string; plant: string }>({
    name: 'preflight-open-changes',
    text: 'select change, item, plant from change_lock where item = any($1) and plant = any($2) order by plant, item',
    values: [pack.items.map(({ item }) => item), request.plants.map(({ plant }) => plant)],
  });
  return found.rows.map(({ change, item, plant }) => ({
    code: 'change-open',
    severity: request.onConflict === 'refuse' ? 'error' : 'warning',
    system: null,
    plant,
    subject: `${item}@${plant}`,
    text: `${change} is open for ${item} at ${plant}.`,
  }));
}
