import type { Provider } from '../../sign-in/provider';
import { plantName as capital } from '../../parts/words';

interface Props {
  readonly of: readonly Provider[];
  readonly isAsking: boolean;
  readonly onChoose: (provider: Provider) => void;
}

/** Where people sign in with what they have already; nothing where the topology names no such place. */
export const Providers = ({ of, isAsking, onChoose }: Props) => (
  <>
    {of.map((provider) => (
      <button
        key={provider.name}
        type="button"
        class="provider"
        disabled={isAsking}
        onClick={() => onChoose(provider)}
      >
        Sign in with {capital(provider.name)}
      </button>
    ))}
    {of.length > 0 && <p class="or">or by key</p>}
  </>
);
