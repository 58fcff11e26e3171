import type { Command } from 'commander';
import { candidates } from '../completion/candidates';
import { namesOf } from '../completion/names';
import { scriptOf, SHELLS, type Shell } from '../completion/scripts';
import { examples } from '../run';

/** `completion bash|zsh|fish`, and what their scripts ask: `complete -- <words>` */
export function completion(program: Command): void {
  const group = program
    .command('completion')
    .description('What makes a shell complete commands, options and names: ids are asked of the API')
    .addHelpText(
      'after',
      examples(
        'completion bash >> ~/.bashrc',
        'completion zsh > ~/.zfunc/_interlock',
        'completion fish > ~/.config/fish/completions/interlock.fish',
      ),
    );
  for (const shell of SHELLS)
    group
      .command(shell)
      .description(`The script for ${shell}`)
      .action(() => console.log(script(shell)));
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: string[]) => {
      const found = await candidates(program, words, namesOf);
      if (found.length > 0) console.log(found.join('\n'));
    });
}

const script = (shell: Shell): string => scriptOf(shell, [process.execPath, process.argv[1]!]);
