import { renewing, type Session } from '../session';
import { addressOf, type Input, type Reading } from './call';
import { Problem } from './problem';

/**
 * Keeps what a call answers as a file: a link alone would bring no credential along.
 * @param name of the file
 * @throws Problem as the API answers it
 */
export async function download<O extends Reading>(
  { credential }: Session,
  id: O,
  input: Input<O>,
  name: string,
): Promise<void> {
  const body = await renewing(credential, (bearer) => fetched(addressOf(id, input), bearer));
  const address = URL.createObjectURL(body);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

async function fetched(address: string, bearer: string): Promise<Blob> {
  const response = await fetch(address, { headers: { authorization: `Bearer ${bearer}` } }).catch(() => {
    throw Problem.unreachable();
  });
  if (!response.ok) throw Problem.of(response.status, await response.json().catch(() => null));
  return response.blob();
}
