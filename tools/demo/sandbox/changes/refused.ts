import { changeOnce, requestChange } from '../../changes';
import type { Demo } from '../../demo';
import { INCOMPLETE, LYON } from './cast';

const CODES = [
  'component-not-released',
  'document-mismatch',
  'instruction-missing',
  'limits-missing',
  'unit-not-convertible',
];

/** A change that is wrong in five ways hears of all five at once. */
export async function refusedChange(demo: Demo): Promise<void> {
  const { page, checks } = demo;
  page.chapter(`${INCOMPLETE.id} is refused, with everything that is wrong in one list`);
  const asked = await requestChange(demo, {
    change: INCOMPLETE,
    plants: [{ plant: LYON, effectivity: { kind: 'immediate' } }],
  });
  const change = await changeOnce(demo, asked.id, 'refused');
  const errors = change.findings.filter(({ severity }) => severity === 'error');
  page.say(
    `${INCOMPLETE.id} would take BRACKET-100 to revision C. The PLM has approved it; it is not complete. Interlock asks no system ` +
      'to stage anything:',
  );
  for (const { code, text } of errors)
    page.say(`${code}: ${text.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, '$1…')}`);
  checks.same(
    'E1',
    [errors.map(({ code }) => code).toSorted(), change.plants.flatMap(({ targets }) => targets)],
    [CODES, []],
    `${INCOMPLETE.id} was refused with its five findings in one list, and no system was asked to stage anything.`,
  );
}
