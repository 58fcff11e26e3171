import { z } from 'zod';
import { findingInWords } from '../../config/topology-text';
import { InvalidTopology } from '../../config/topology';
import { takeVersion, type Running } from '../../config/running-topology';
import { Problem } from '../../contracts/problem';
import {
  RunningTopology,
  TopologyDocument,
  TopologyPlan,
  TopologyReportRequest,
  TopologyVersion,
  AppliedTopology,
} from '../../contracts/topology-version';
import { PageQuery, pageOf } from '../listing';
import { command, ok, query, type Route } from '../route';

const tag = 'topology';

/** The topology while Interlock runs: what it is, what another would change, and to take another. */
export const topology: readonly Route[] = [
  query({
    id: 'getTopology',
    method: 'get',
    path: '/v1/topology',
    summary: 'The topology in force, and which version each process goes by',
    tag,
    answers: { 200: RunningTopology },
    async handle(_ask, { ledger, running, now }) {
      const newest = (await ledger.topologies.newest()) ?? versionOf(running);
      return ok({ ...newest, processes: await ledger.topologies.reports(now()) });
    },
  }),
  query({
    id: 'listTopologyVersions',
    method: 'get',
    path: '/v1/topology/versions',
    summary: 'Every topology that was applied, newest first',
    tag,
    query: PageQuery,
    answers: { 200: pageOf(TopologyVersion) },
    handle: async ({ query: page }, { ledger }) => ok(await ledger.topologies.list(page)),
  }),
  query({
    id: 'compareTopology',
    method: 'post',
    path: '/v1/topology/diff',
    summary:
      'What is wrong with a topology, or what it would change and what stands in its way; nothing is done',
    tag,
    body: TopologyDocument,
    answers: { 200: TopologyPlan },
    async handle({ body }, { ledger, running }) {
      const { version } = running;
      try {
        const next = takeVersion(version, body);
        const changes = await ledger.topologies.plan(running.topology, next.topology);
        return ok({ version, findings: [], changes } satisfies TopologyPlan);
      } catch (error) {
        if (!(error instanceof InvalidTopology)) throw error;
        return ok({ version, findings: [...error.findings], changes: [] } satisfies TopologyPlan);
      }
    },
  }),
  command({
    id: 'applyTopology',
    method: 'post',
    path: '/v1/topology',
    summary: 'Puts a topology in force: every process takes it without a restart, or says why it cannot',
    tag,
    body: TopologyDocument,
    answers: { 201: AppliedTopology },
    problems: ['topology-invalid', 'topology-refused', 'topology-outdated', 'contended'],
    plants: (_ask, services) => Promise.resolve(Object.keys(services.topology.plants)),
    async handle({ body }, { ledger, running }, { tx, caller, now }) {
      const applied = await ledger.topologies.apply(tx, running, taken(body), caller, now);
      return { status: 201, body: applied, location: '/v1/topology' };
    },
  }),
  query({
    id: 'reportTopology',
    method: 'post',
    path: '/v1/topology/reports',
    summary: "What a plant's process goes by, and the newest version where it has not got that",
    tag,
    body: TopologyReportRequest,
    answers: { 200: z.object({ newest: TopologyVersion.nullable() }) },
    async handle({ body }, { ledger, topology: { systems }, now }, { caller }) {
      // A plant's process is believed about the systems that the plant's own processes call, and no others.
      const plants = caller?.plants ?? null;
      const told = (body.systems ?? []).filter(({ system }) => {
        const scope = systems[system]?.scope ?? 'enterprise';
        return scope !== 'enterprise' && (plants === null || plants.includes(scope.plant));
      });
      await ledger.topologies.report({ ...body, systems: told }, now());
      const newest = await ledger.topologies.newest();
      return ok({ newest: newest === null || newest.version === body.version ? null : newest });
    },
  }),
];

const versionOf = ({ version, document, topology: { environment } }: Running): TopologyVersion => ({
  ...document,
  version,
  environment,
  at: null,
  by: null,
  transaction: null,
});

/** @throws Problem `topology-invalid` with every finding */
function taken(document: TopologyDocument): Running {
  try {
    return takeVersion(0, document);
  } catch (error) {
    if (!(error instanceof InvalidTopology)) throw error;
    throw new Problem(
      'topology-invalid',
      findingInWords('topology', error.findings[0]!),
      error.findings.map((finding) => ({ pointer: '/text', detail: findingInWords('topology', finding) })),
      { findings: error.findings },
    );
  }
}
