import type { Releasability } from '../../contracts/material';
import { eventually } from '../support/eventually';
import { namedStack, type TestStack } from '../support/stack';
import { alteredTopology } from '../support/topology';
import type { GateQuestion } from './material';

/** Of Monterrey, in the stack below: long enough to be asked within it on a busy machine. Lyon's is long. */
export const SHORT_GRACE_SECONDS = 25;

/** A stack in which things go down; Monterrey may consume by an old list for a short time only. */
export function degradedStack(): Promise<TestStack> {
  const path = alteredTopology('short-grace', (demo) => ({
    ...demo,
    plants: {
      ...demo.plants,
      monterrey: { ...demo.plants.monterrey!, graceSeconds: SHORT_GRACE_SECONDS },
    },
  }));
  return namedStack('degraded', '--topology', path);
}

export interface PlantState {
  readonly line: 'whole' | 'cut';
  readonly denyList: {
    readonly sequence: number;
    readonly issuedAt: string;
    readonly ageSeconds: number;
  } | null;
}

const gateOf = (stack: TestStack, plant: string) => stack.description().plantGates[plant]!;

export const plantState = async (stack: TestStack, plant = 'lyon'): Promise<PlantState> =>
  (await (await fetch(`${gateOf(stack, plant)}/healthz`)).json()) as PlantState;

/** Asks a plant's own gate, as the partner who asks the API's in `gate`. */
export async function askPlantGate(
  stack: TestStack,
  lot: string,
  question: GateQuestion & { unit?: string } = {},
  key: string | null = stack.description().keys.partner!,
) {
  const asked = { plant: 'lyon', action: 'consume', ...question };
  const path = `/v1/lots/${encodeURIComponent(lot)}/releasability?${new URLSearchParams(asked).toString()}`;
  const response = await fetch(gateOf(stack, asked.plant) + path, {
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  });
  const body = (await response.json()) as Releasability & { code?: string };
  return { status: response.status, headers: response.headers, body };
}

/** Waits until the plant has a list that was issued from now on. */
export async function listRenewed(stack: TestStack, plant = 'lyon'): Promise<PlantState> {
  const from = Date.now();
  return eventually(async () => {
    const state = await plantState(stack, plant);
    return state.line === 'whole' && Date.parse(state.denyList?.issuedAt ?? '') >= from && state;
  });
}
