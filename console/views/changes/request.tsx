import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { ChangeRequest, Effectivity } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { usePlantsOf } from '../../live/use-plants';
import { useResource } from '../../live/use-resource';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { ProblemNote } from '../../parts/problem-note';
import { systemName } from '../../parts/words';
import { EffectivityFields } from './effectivity';
import { PreflightResult } from './preflight';

type Draft = Readonly<Record<string, Effectivity>>;

/** Requests a change: first asked of every system what would fail now, and then requested, with what was found in view. */
export function RequestChange({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const systems = useResource('listSystems', {}, { wakes: () => false });
  const plants = usePlantsOf('requestChange');
  const plms = (systems.data?.items ?? []).filter(({ roles }) => roles.includes('plm'));
  const [named, setNamed] = useState<string | null>(null);
  const system = named ?? plms[0]?.system ?? '';
  const [id, setId] = useState('');
  const [chosen, setChosen] = useState<Draft>({});
  const [policy, setPolicy] = useState<NonNullable<ChangeRequest['policy']>>('plant-by-plant');
  const [onConflict, setOnConflict] = useState<NonNullable<ChangeRequest['onConflict']>>('refuse');
  const [checked, setChecked] = useState<string | null>(null);
  const { send, isSending, problem } = useCommand('requestChange');

  const body: ChangeRequest = {
    change: { system, id: id.trim() },
    plants: Object.entries(chosen).map(([plant, effectivity]) => ({ plant, effectivity })),
    policy,
    onConflict,
  };
  const of = JSON.stringify(body);
  const isChecked = checked === of;
  const request = async () => {
    const change = await send({ body });
    if (change) route(`/console/changes/${change.id}`);
  };
  const choose = (plant: string, isIn: boolean) => {
    const { [plant]: _gone, ...others } = chosen;
    setChosen(isIn ? { ...others, [plant]: { kind: 'immediate' } } : others);
  };
  return (
    <Dialog title="Request a change" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isChecked) void request();
          else setChecked(of);
        }}
      >
        {plms.length > 1 && (
          <Field name="PLM">
            {(attributes) => (
              <select
                {...attributes}
                value={system}
                onChange={(event) => setNamed(event.currentTarget.value)}
              >
                {plms.map(({ system: one }) => (
                  <option key={one} value={one}>
                    {systemName(one)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field name="Number in the PLM" hint="Of an approved change, such as ECO-1042.">
          {(attributes) => (
            <input
              {...attributes}
              required
              value={id}
              onInput={(event) => setId(event.currentTarget.value)}
            />
          )}
        </Field>
        <fieldset>
          <legend>Plants</legend>
          {plants.map(({ plant, timeZone }) => (
            <EffectivityFields
              key={plant}
              plant={plant}
              timeZone={timeZone}
              of={chosen[plant] ?? null}
              onChoose={(isIn) => choose(plant, isIn)}
              onChange={(effectivity) => setChosen({ ...chosen, [plant]: effectivity })}
            />
          ))}
        </fieldset>
        <Field name="Together">
          {(attributes) => (
            <select
              {...attributes}
              value={policy}
              onChange={(event) => setPolicy(event.currentTarget.value as typeof policy)}
            >
              <option value="plant-by-plant">Each plant goes over by itself</option>
              <option value="all-or-nothing">All plants, or none</option>
            </select>
          )}
        </Field>
        <Field name="If another change has the same items open">
          {(attributes) => (
            <select
              {...attributes}
              value={onConflict}
              onChange={(event) => setOnConflict(event.currentTarget.value as typeof onConflict)}
            >
              <option value="refuse">Refuse this one</option>
              <option value="queue">Wait for the other</option>
              <option value="supersede">Take the other’s place</option>
            </select>
          )}
        </Field>
        {isChecked && <PreflightResult key={of} body={body} />}
        {problem && <ProblemNote problem={problem} />}
        <div class="actions">
          <button type="submit" disabled={isSending || body.plants.length === 0 || system === ''}>
            {isSending ? 'Sending …' : isChecked ? 'Request the change' : 'Check first'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
