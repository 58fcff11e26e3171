import { addressOf, type Input, type Reading } from './call';
import { Problem } from './problem';

/**
 * Keeps what a call answers as a file: a link alone would bring no credential along.
 * @throws Problem as the API answers it
 */
export async function download<O extends Reading>(
  id: O,
  input: Input<O>,
  { bearer, name }: { bearer: string; name: string },
): Promise<void> {
  const response = await fetch(addressOf(id, input), {
    headers: { authorization: `Bearer ${bearer}` },
  }).catch(() => {
    throw Problem.unreachable();
  });
  if (!response.ok) throw Problem.of(response.status, await response.json().catch(() => null));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
