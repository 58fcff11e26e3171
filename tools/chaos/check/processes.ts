import type { Record } from '../record';
import type { ChaosStack } from '../stack';

/** No process ended but those that chaos killed: one that is started again at once hides its fault. */
export function checkProcesses(stack: ChaosStack, record: Record): void {
  for (const { name, endedByItself } of stack.description().processes)
    if (endedByItself > 0)
      record.defect('process', name, null, `ended by itself, ${endedByItself} times (its log says when)`);
}
