import type { DesiredState, SubjectKind } from '../contracts/target';

/** How what is desired reads: as the plant's procedure, not as a program. */
const VERBS = {
  held: 'hold',
  free: 'free',
  posted: 'post',
  staged: 'stage',
  active: 'activate',
  undone: 'undo',
} as const satisfies Record<DesiredState, string>;
/** Where a kind of subject has a word of its own. */
const OWN_VERBS: Partial<Record<SubjectKind, Partial<Record<DesiredState, string>>>> = {
  starts: { held: 'stop', free: 'resume' },
  dispatch: { posted: 'send', undone: 'recall' },
  confirmation: { posted: 'confirm' },
  checkpoint: { held: 'wait at', free: 'go on from' },
  inspection: { posted: 'inspect' },
  'inspection-result': { posted: 'record' },
};

/** What a system is asked to do with a subject: "hold", "stop", "activate". */
export const verbOf = (kind: SubjectKind, desired: DesiredState): string =>
  OWN_VERBS[kind]?.[desired] ?? VERBS[desired];

/** @param revision as it follows an item, "PIN-10@lyon revision C". "new starts of PIN-10@lyon", "order PO-7001", "lot PIN-10:L-0417" */
export function subjectInWords({ kind, id }: { kind: SubjectKind; id: string }, revision = ''): string {
  if (kind === 'item') return `${id}${revision}`;
  if (kind === 'dispatch') return `order ${id}`;
  if (kind === 'confirmation') return `what was made of ${id}`;
  return kind === 'starts' ? `new starts of ${id}` : `${kind} ${id}`;
}
