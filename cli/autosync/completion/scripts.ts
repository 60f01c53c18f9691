/** Shells that completion is for. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

/*
 * Each script asks `autosync __complete`, with the words before the one that is typed and that one, and gets a word on
 * each line. Names hold blanks and quotes: the shell quotes them, and takes what is typed out of its quotes before.
 */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: String.raw`# autosync: completion for bash.  source <(autosync completion bash)
_autosync_complete() {
  local word words=() line
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    words+=("$(printf '%s' "$word" | xargs printf '%s' 2>/dev/null || printf '%s' "\${word#[\"\']}")")
  done
  local current=\${words[-1]-}
  COMPREPLY=()
  while IFS= read -r line; do
    [[ $line == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
  done < <(autosync __complete -- "\${words[@]}" 2>/dev/null)
  if [[ \${COMP_WORDS[COMP_CWORD]} == [\"\']* ]]; then
    local quote=\${COMP_WORDS[COMP_CWORD]:0:1} index
    for index in "\${!COMPREPLY[@]}"; do
      eval "COMPREPLY[index]=\${COMPREPLY[index]}"
      COMPREPLY[index]="$quote\${COMPREPLY[index]}"
    done
  fi
}
complete -o default -F _autosync_complete autosync
`.replaceAll('\\${', '${'),
  zsh: String.raw`#compdef autosync
# autosync: completion for zsh.  source <(autosync completion zsh)
_autosync() {
  local -a before answers
  before=("\${(@Q)words[2,CURRENT]}")
  answers=("\${(@f)$(autosync __complete -- "\${before[@]}" 2>/dev/null)}")
  answers=("\${(@)answers:#}")
  if (( \${#answers} )); then compadd -a answers; else _files; fi
}
if [[ "\${funcstack[1]}" == _autosync ]]; then _autosync "$@"; else compdef _autosync autosync; fi
`.replaceAll('\\${', '${'),
  fish: String.raw`# autosync: completion for fish.  autosync completion fish | source
function __autosync_complete
    set -l before (commandline -opc)[2..-1]
    autosync __complete -- $before (commandline -ct | string unescape) 2>/dev/null
end
complete -c autosync -f -a '(__autosync_complete)'
`,
  powershell: String.raw`# autosync: completion for PowerShell.  autosync completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName autosync -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $unquote = { param($text) $text -replace '^[''"]|[''"]$', '' }
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { & $unquote $_.Extent.Text })
    $current = & $unquote $wordToComplete
    autosync __complete -- @before $current 2>$null | ForEach-Object {
        $typed = if ($_ -match '^[\w.:/=-]+$') { $_ } else { "'" + $_.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($typed, $_, 'ParameterValue', $_)
    }
}
`,
};

/** What a shell has to read once, so that it completes `autosync`. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
