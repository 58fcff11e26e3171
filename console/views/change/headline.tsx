import type { EngineeringChange } from '../../client/openapi';
import { At } from '../../parts/time';
import { count, plantName } from '../../parts/words';
import { systemStates } from './systems';

type Tone = 'good' | 'warn' | 'bad' | 'wait' | 'off';

/** Where the change stands, in a sentence; and whom it waits for. */
export function Headline({ of }: { of: EngineeringChange }) {
  const { tone, title } = standing(of);
  return (
    <>
      <output class={`headline headline-${tone}`}>
        <strong>{title}</strong>
      </output>
      {of.withdrawal && (
        <p>
          Withdrawn <At at={of.withdrawal.at} /> by {of.withdrawal.by}: “{of.withdrawal.reason}”.
        </p>
      )}
      {of.blocking.length > 0 && (
        <p>
          Waits for{' '}
          {of.blocking.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <a href={`/console/changes/${id}`}>{id}</a>
            </span>
          ))}
          , which {of.blocking.length === 1 ? 'has' : 'have'} the same items open.
        </p>
      )}
    </>
  );
}

function standing({ state, plants, findings }: EngineeringChange): { tone: Tone; title: string } {
  const names = (wanted: string) =>
    plants
      .filter((at) => at.state === wanted)
      .map(({ plant }) => plantName(plant))
      .join(' and ');
  const refusing = plants.flatMap(systemStates).filter(({ exception }) => exception !== null);
  if (refusing.length > 0)
    return {
      tone: 'bad',
      title: `${count(refusing.length, 'system')} wait${refusing.length === 1 ? 's' : ''} for a person`,
    };
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  switch (state) {
    case 'refused':
      return { tone: 'bad', title: `Refused: ${count(errors, 'error')} found` };
    case 'withdrawn':
      return {
        tone: 'off',
        title:
          names('active') === ''
            ? 'Withdrawn: everything staged is undone'
            : `Active at ${names('active')}, withdrawn elsewhere`,
      };
    case 'withdrawing':
      return { tone: 'warn', title: 'Being withdrawn: what was staged is being undone' };
    case 'active':
      return { tone: 'good', title: `Active at ${names('active')}` };
    case 'activating':
      return {
        tone: 'warn',
        title: `Going over at ${names('activating')}: nothing new is started until every system is seen active`,
      };
    default:
      return {
        tone: 'wait',
        title: [...new Set(plants.map((at) => at.state))]
          .map((one) => `${one} at ${names(one)}`)
          .join(', ')
          .replace(/^./, (letter) => letter.toUpperCase()),
      };
  }
}
