import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { HoldRequest } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { usePlantsOf } from '../../live/use-plants';
import { useResource } from '../../live/use-resource';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { ProblemNote } from '../../parts/problem-note';
import { plantName } from '../../parts/words';
import { type Draft, requestOf } from './draft';
import { BlastRadius } from './preview';
import { ScopeFields } from './scope-fields';

const EMPTY: Draft = {
  plant: '',
  kind: 'lots',
  names: '',
  supplier: '',
  from: '',
  to: '',
  severity: 'major',
  code: '',
  text: '',
  nonconformance: '',
};
const REASONS = [
  'dimension',
  'surface',
  'material',
  'marking',
  'calibration',
  'contamination',
  'documentation',
];
const SEVERITIES: readonly HoldRequest['severity'][] = ['critical', 'major', 'minor'];

/** Stops material now. What that would cover can be seen before; it need not be. @param lot that is meant, where one is */
export function PlaceHold({ lot, onClose }: { lot: string; onClose: () => void }) {
  const { route } = useLocation();
  const plants = usePlantsOf('placeHold');
  const systems = useResource('listSystems', {}, { wakes: () => false });
  const [entered, setEntered] = useState<Draft>({ ...EMPTY, names: lot });
  const [previewed, setPreviewed] = useState<HoldRequest | null>(null);
  const { send, isSending, problem } = useCommand('placeHold');
  const draft = { ...entered, plant: entered.plant === '' ? (plants[0]?.plant ?? '') : entered.plant };
  const change = (changes: Partial<Draft>) => {
    setEntered({ ...draft, ...changes });
    setPreviewed(null);
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const timeZone = plants.find(({ plant }) => plant === draft.plant)?.timeZone ?? 'UTC';
    const qms = systems.data?.items.find(({ roles }) => roles.includes('qms'))?.system ?? null;
    const body = requestOf(draft, { timeZone, qms });
    if (event.submitter?.getAttribute('value') === 'preview') return setPreviewed(body);
    const hold = await send({ body });
    if (hold) route(`/console/holds/${hold.id}`);
  };
  return (
    <Dialog title="Place a hold" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Field name="Plant" hint="Who stops it. It is held wherever it lies.">
          {(attributes) => (
            <select
              {...attributes}
              value={draft.plant}
              onChange={(event) => change({ plant: event.currentTarget.value })}
            >
              {plants.map(({ plant }) => (
                <option key={plant} value={plant}>
                  {plantName(plant)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <ScopeFields of={draft} onChange={change} />
        <Field name="Severity">
          {(attributes) => (
            <select
              {...attributes}
              value={draft.severity}
              onChange={(event) => change({ severity: event.currentTarget.value as Draft['severity'] })}
            >
              {SEVERITIES.map((severity) => (
                <option key={severity}>{severity}</option>
              ))}
            </select>
          )}
        </Field>
        <Field name="Kind of reason" hint="A word, such as dimension.">
          {(attributes) => (
            <input
              {...attributes}
              required
              list="reason-codes"
              value={draft.code}
              onInput={(event) => change({ code: event.currentTarget.value })}
            />
          )}
        </Field>
        <datalist id="reason-codes">
          {REASONS.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </datalist>
        <Field name="Reason" hint="What is wrong, with figures: diameter 9.89 mm, lower limit 9.95 mm.">
          {(attributes) => (
            <textarea
              {...attributes}
              required
              maxLength={2000}
              value={draft.text}
              onInput={(event) => change({ text: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field name="Nonconformance" hint="Its number in the QMS; leave it empty, and the QMS raises one.">
          {(attributes) => (
            <input
              {...attributes}
              value={draft.nonconformance}
              onInput={(event) => change({ nonconformance: event.currentTarget.value })}
            />
          )}
        </Field>
        {previewed && <BlastRadius key={JSON.stringify(previewed)} body={previewed} />}
        {problem && <ProblemNote problem={problem} />}
        <div class="actions">
          <button type="submit" disabled={isSending || draft.plant === ''}>
            {isSending ? 'Sending …' : 'Place the hold'}
          </button>
          <button type="submit" class="plain" value="preview" disabled={draft.plant === ''}>
            Show what it would cover
          </button>
        </div>
      </form>
    </Dialog>
  );
}
