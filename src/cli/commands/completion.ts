import type { OptionValues } from '../args/options.ts';
import { type CommandIo, systemIo } from '../io/command-io.ts';
import { EXIT } from '../io/exit-code.ts';
import { fail } from '../present/error.ts';
import { printJson } from '../present/json.ts';

/** `zdev completion SHELL`: prints the completion script for the shell. Returns the exit status. */
export async function completion(
  values: OptionValues,
  [shell = '']: readonly string[],
  io: CommandIo = systemIo(),
): Promise<number> {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) {
    fail(io, `there is no completion for "${shell}"`, 'there is one for bash, zsh and fish', 'usage');
    return EXIT.usage;
  }
  if (values['json']) printJson(io, values, 'completion', { ok: true, shell, script });
  else io.out(Buffer.from(script));
  return EXIT.ok;
}

/** Each script only calls `zdev __complete` with the words up to the cursor. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion for zdev: eval "$(zdev completion bash)"
_zdev() {
  local IFS=$'\\n' word candidates=()
  COMPREPLY=()
  while read -r word; do
    candidates+=("\${word%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${candidates[0]} == :files ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
  else
    COMPREPLY=("\${candidates[@]}")
  fi
}
complete -F _zdev zdev
`,
  zsh: `#compdef zdev
# zsh completion for zdev: eval "$(zdev completion zsh)", or as a file _zdev in a directory of $fpath
_zdev() {
  local line
  local -a candidates
  for line in "\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    if [[ $line == :files ]]; then
      _files
      return
    fi
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe zdev candidates
}
if [[ $funcstack[1] == _zdev ]]; then _zdev "$@"; else compdef _zdev zdev; fi
`,
  fish: `# fish completion for zdev: zdev completion fish | source
function __zdev_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l candidates ($words[1] __complete -- $words[2..-1] 2>/dev/null)
  if test "$candidates[1]" = ":files"
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $candidates
  end
end
complete -c zdev -f -a '(__zdev_complete)'
`,
};
