import type { Command } from 'commander';
import type { SystemHealths } from '../../../contracts/system-health';
import { asking, examples } from '../run';
import { table } from '../table';

/** `systems` */
export function systems(program: Command): void {
  program
    .command('systems')
    .description('How each system does, and what waits for it')
    .addHelpText(
      'after',
      examples('systems', 'systems --json | jq -r \'.items[] | select(.state == "failing").system\''),
    )
    .action(
      asking<[]>(async ({ api }) => {
        const value = await api.get<SystemHealths>('/v1/systems');
        const rows = value.items.map((one) => [
          one.system,
          one.roles.join(', '),
          one.plant,
          one.state,
          one.answeredAt,
          one.waiting.targets,
          one.waiting.oldestAt,
          one.parked,
          one.exceptions,
          one.failure?.text,
        ]);
        const head = [
          'system',
          'roles',
          'plant',
          'state',
          'answered',
          'waiting',
          'since',
          'parked',
          'exceptions',
          'last failure',
        ];
        return { value, text: table(head, rows) };
      }),
    );
}
