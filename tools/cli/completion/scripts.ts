export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * What a shell is to run once. Each asks the program itself what fits, with all words up to the cursor; where nothing does,
 * files are offered.
 * @param program the command, and what it is started with
 */
export function scriptOf(shell: Shell, program: readonly string[]): string {
  const ask = [...program.map(quoted), 'complete', '--'].join(' ');
  return SCRIPTS[shell](ask);
}

const SCRIPTS: Readonly<Record<Shell, (ask: string) => string>> = {
  // bash takes a colon for the end of a word, and lots have one: what is before it is left out of what it is offered.
  bash: (ask) => `_interlock() {
  local line=\${COMP_LINE:0:COMP_POINT} word colon
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  word=\${words[\${#words[@]}-1]}
  colon=
  [[ $COMP_WORDBREAKS == *:* && $word == *:* ]] && colon=\${word%:*}:
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("\${word#"$colon"}"); done < <(${ask} "\${words[@]:1}" 2> /dev/null)
}
complete -o default -F _interlock interlock
`,
  zsh: (ask) => `#compdef interlock
_interlock() {
  local -a found
  found=("\${(@f)$(${ask} "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  if [[ -n \${found[1]} ]]; then compadd -a found; else _files; fi
}
# Sourced it is made known; found on the function path it is what is asked.
if [[ \${funcstack[1]} == _interlock ]]; then _interlock "$@"; else compdef _interlock interlock; fi
`,
  fish: (ask) => `function __interlock
  set -l words (commandline -opc)
  set -e words[1]
  set -l word (commandline -ct)
  set -l found (${ask} $words "$word" 2> /dev/null)
  if set -q found[1]
    string join \\n $found
  else
    __fish_complete_path "$word"
  end
end
complete -c interlock -f -a '(__interlock)'
`,
};
