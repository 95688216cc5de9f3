# prodparity at zsh's prompt: what is new since this shell last looked. Starts no process while
# nothing is new; counts once.
if [[ -o interactive && -z ${__prodparity_seen-} && -x /usr/local/bin/prodparity ]]; then
  typeset -g __prodparity_seen=new __prodparity_run= __prodparity_muted=
  # The daemon's run folder: root's, else this user's own (nobody else's: -O).
  __prodparity_find() {
    emulate -L zsh
    local folder
    for folder in /run/prodparity "${XDG_RUNTIME_DIR:-/nonexistent}/prodparity" "/tmp/prodparity-$UID"; do
      if [[ -r $folder/sequence ]] && [[ $folder == /run/prodparity || -O $folder ]]; then
        __prodparity_run=$folder
        return
      fi
    done
    __prodparity_run=
  }
  # Alive: the process is there, is ours by name, and is no zombie.
  __prodparity_alive() {
    emulate -L zsh
    local pid number comm state rest
    { read -r pid <"$__prodparity_run/pid" } 2>/dev/null || return 1
    { read -r number comm state rest <"/proc/$pid/stat" } 2>/dev/null || return 1
    [[ $comm == '(prodparityd)' && $state != Z ]]
  }
  __prodparity_prompt() {
    local code=$? line= seen=
    emulate -L zsh
    [[ -z $__prodparity_muted && -t 2 ]] || return $code
    [[ -n $__prodparity_run ]] || __prodparity_find
    [[ -z $__prodparity_run ]] || { read -r line <"$__prodparity_run/sequence" } 2>/dev/null
    __prodparity_alive || line=dead
    if [[ $line != "$__prodparity_seen" ]]; then
      seen=$(/usr/local/bin/prodparity prompt --seen "$__prodparity_seen")
      __prodparity_seen=${seen:-$line}
      [[ $line != dead ]] || __prodparity_find
    fi
    return $code
  }
  prodparity() {
    case ${1-} in
      (mute) __prodparity_muted=1 ;;
      (unmute) __prodparity_muted= ;;
      (*) command prodparity "$@" ;;
    esac
  }
  __prodparity_find
  [[ -z $__prodparity_run ]] || { read -r __prodparity_seen <"$__prodparity_run/sequence" } 2>/dev/null
  __prodparity_seen="${__prodparity_seen%% *} new"  # the first prompt looks once
  typeset -ga precmd_functions
  precmd_functions=(__prodparity_prompt $precmd_functions)
fi
