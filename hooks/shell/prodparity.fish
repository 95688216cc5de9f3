# prodparity at fish's prompt: what is new since this shell last looked. Starts no process while
# nothing is new; counts once.
if status is-interactive; and not set -q __prodparity_seen; and test -x /usr/local/bin/prodparity
    set -g __prodparity_run ''
    set -g __prodparity_uid (id -u)
    # The daemon's run folder: root's, else this user's own (nobody else's: -O).
    function __prodparity_find
        set -g __prodparity_run ''
        for folder in /run/prodparity "$XDG_RUNTIME_DIR/prodparity" /tmp/prodparity-$__prodparity_uid
            if test -r $folder/sequence; and begin
                    test $folder = /run/prodparity; or test -O $folder
                end
                set -g __prodparity_run $folder
                return
            end
        end
    end
    # Alive: the process is there, is ours by name, and is no zombie.
    function __prodparity_alive
        test -r $__prodparity_run/pid; or return 1
        read -l pid <$__prodparity_run/pid; or return 1
        test -r /proc/$pid/stat; or return 1
        read -l stat </proc/$pid/stat; or return 1
        string match -qr '^\S+ \(prodparityd\) [^Z]' -- $stat
    end
    function __prodparity_prompt --on-event fish_prompt
        set -l code $status
        if not set -q __prodparity_muted; and test -t 2
            test -n "$__prodparity_run"; or __prodparity_find
            set -l line dead
            if test -n "$__prodparity_run"; and test -r $__prodparity_run/sequence; and __prodparity_alive
                read line <$__prodparity_run/sequence
            end
            if test "$line" != "$__prodparity_seen"
                set -l seen (/usr/local/bin/prodparity prompt --seen "$__prodparity_seen")
                if test -n "$seen"
                    set -g __prodparity_seen $seen
                else
                    set -g __prodparity_seen $line
                end
                test "$line" != dead; or __prodparity_find
            end
        end
        return $code
    end
    function prodparity
        switch "$argv[1]"
            case mute
                set -g __prodparity_muted 1
            case unmute
                set -e __prodparity_muted
            case '*'
                command prodparity $argv
        end
    end
    set -g __prodparity_seen new
    __prodparity_find
    if test -n "$__prodparity_run"
        read -g __prodparity_seen <$__prodparity_run/sequence
    end
    # The first prompt looks once.
    set -g __prodparity_seen (string split ' ' -- $__prodparity_seen)[1]' new'
end
