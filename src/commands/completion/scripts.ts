/** Each shell's script. It asks the command itself, so an installed script works with every later version. */
export const SCRIPTS = {
  bash: `# bash completion for pulumi-tavus. Load it: source <(pulumi-tavus completion bash)
_pulumi_tavus() {
  local candidate word last="\${COMP_WORDS[COMP_CWORD]}" words=()
  # For bash, = and : are words of their own, and only what follows them is completed.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if (( \${#words[@]} )) && [[ $word == [=:]* || \${words[\${#words[@]}-1]} == *[=:] ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
  done
  [[ $last == [=:] ]] && last=
  word="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  while IFS= read -r candidate; do
    candidate="\${candidate#"\${word%"$last"}"}"
    # Within quotes, the shell needs no backslashes.
    [[ $last == [\\"\\']* ]] || printf -v candidate '%q' "$candidate"
    COMPREPLY+=("$candidate")
  done < <("\${COMP_WORDS[0]}" complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _pulumi_tavus pulumi-tavus
`,
  zsh: `#compdef pulumi-tavus
# zsh completion for pulumi-tavus. Load it after compinit: source <(pulumi-tavus completion zsh)
_pulumi_tavus() {
  local -a candidates
  candidates=("\${(@f)$("\${words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(\${candidates:#})
  if (( \${#candidates} )); then compadd -- "\${candidates[@]}"; else _files; fi
}
if [[ "\${funcstack[1]}" == _pulumi_tavus ]]; then _pulumi_tavus "$@"; else compdef _pulumi_tavus pulumi-tavus; fi
`,
  fish: `# fish completion for pulumi-tavus. Load it: pulumi-tavus completion fish | source
function __pulumi_tavus_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct | string collect --allow-empty)
    set -l candidates ($words[1] complete -- $words[2..-1] $current 2>/dev/null)
    if test (count $candidates) -gt 0
        printf '%s\\n' $candidates
    else
        __fish_complete_path $current
    end
end
complete -c pulumi-tavus -f -a '(__pulumi_tavus_complete)'
`,
} as const;

export type Shell = keyof typeof SCRIPTS;
export const SHELLS = Object.keys(SCRIPTS) as Shell[];
