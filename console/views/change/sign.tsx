import { useState } from 'preact/hooks';
import type { ChangePlant, EngineeringChange, OwnSigner } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { useResource } from '../../live/use-resource';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { plantName } from '../../parts/words';
import { useMay } from '../../session';
import { CannotSign } from '../decide/signing-secret';
import { isStoppable } from './words';
import { SecretField } from '../../parts/secret-field';

interface Props {
  readonly of: EngineeringChange;
  readonly at: ChangePlant;
  readonly onDone: () => void;
}

/** Offers to sign the change for the plant, where it can still be stopped and who may has not signed. */
export function SignActivation(props: Props) {
  const may = useMay();
  const { of, at } = props;
  const isOpen = isStoppable(at) && at.signatures.length === 0 && of.items.length > 0;
  return isOpen && may('signRecord', at.plant) && may('getOwnSigner') ? <Offer {...props} /> : null;
}

function Offer(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const signer = useResource(
    'getOwnSigner',
    {},
    { wakes: ({ type }) => type.startsWith('interlock.signer.') },
  );
  if (!signer.data?.capacities.includes('activation')) return null;
  return (
    <div class="actions">
      <button type="button" class="plain" onClick={() => setOpen(true)}>
        Sign for {plantName(props.at.plant)}
      </button>
      {isOpen && <Sign {...props} signer={signer.data} onSet={signer.renew} onClose={() => setOpen(false)} />}
    </div>
  );
}

interface Opened extends Props {
  readonly signer: OwnSigner;
  readonly onSet: () => void;
  readonly onClose: () => void;
}

/** The signature is of the change as it is now, and void once that becomes another. */
function Sign({ of, at, signer, onSet, onDone, onClose }: Opened) {
  const [meaning, setMeaning] = useState('approved for activation');
  const [secret, setSecret] = useState('');
  const { send, isSending, problem } = useCommand('signRecord');
  const submit = async () => {
    const signed = await send({
      body: {
        record: { type: 'change-activation', change: of.id, plant: at.plant },
        capacity: 'activation',
        meaning: meaning.trim(),
        ...(!signer.signedIn && { secret }),
      },
    });
    if (signed) onClose();
    onDone();
  };
  return (
    <Dialog title={`Sign ${of.change.id} for ${plantName(at.plant)}`} onClose={onClose}>
      {signer.state !== 'active' && !signer.signedIn ? (
        <CannotSign signer={signer} onSet={onSet} />
      ) : (
        <CommandForm action="Sign" isSending={isSending} problem={problem} onSubmit={() => void submit()}>
          <Field name="Meaning" hint="What your signature says.">
            {(attributes) => (
              <input
                {...attributes}
                required
                maxLength={500}
                value={meaning}
                onInput={(event) => setMeaning(event.currentTarget.value)}
              />
            )}
          </Field>
          {!signer.signedIn && <SecretField value={secret} onChange={setSecret} />}
        </CommandForm>
      )}
    </Dialog>
  );
}
