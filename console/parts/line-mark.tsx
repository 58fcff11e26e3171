import { useLineState } from '../live/use-line';
import { Ago } from './time';

/** Whether what happens is shown as it happens. */
export function LineMark() {
  const state = useLineState();
  return (
    <output class={`line line-${state.is}`}>
      {state.is === 'live' && 'Live'}
      {state.is === 'connecting' && 'Connecting …'}
      {state.is === 'none' && 'Renewed every few seconds'}
      {state.is === 'lost' && (
        <>
          <strong>Line lost</strong> <Ago at={state.since} />. What is shown may be old; trying again.
        </>
      )}
    </output>
  );
}
