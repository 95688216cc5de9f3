#!/bin/sh
# prodparity git and pre-push: real git pushes to a bare remote, with a real daemon.
# $1: prodparity, $2: prodparityd.
# shellcheck disable=SC2016,SC2317 # text for other shells; called by expect
set -u
prodparity=$1
prodparityd=$2
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/cli/common.sh
. "$tests/common.sh"
# shellcheck source=tests/cli/root.sh
. "$tests/root.sh"
cd "$scratch" || exit 1
export HOME="$scratch/home" GIT_CONFIG_NOSYSTEM=1 PRODPARITY_SOCKET="$scratch/run/socket"
for variable in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do
  [ "$variable" = GIT_CONFIG_NOSYSTEM ] || unset "$variable"
done
mkdir "$HOME"
git config --global user.name test
git config --global user.email test@example.org
git config --global init.defaultBranch main
git config --global advice.detachedHead false

fail() { echo "FAILED: $1"; failed=1; }
count=0
# push ARGUMENT...: a new commit in $work, and its push.
push() {
  count=$((count + 1))
  git -C "$work" commit -q --allow-empty -m "$count" && git -C "$work" push -q origin "${@:-HEAD}"
}
pushed() { # WHAT: the remote has what was committed last
  git -C "$scratch/remote.git" cat-file -e "$(git -C "$work" rev-parse HEAD)" 2>/dev/null || fail "$1: it was not pushed"
}
kept() { # WHAT: the remote has it not
  ! git -C "$scratch/remote.git" cat-file -e "$(git -C "$work" rev-parse HEAD)" 2>/dev/null || fail "$1: it was pushed"
}
silent() { [ ! -s err ] || { fail "$1: it speaks"; cat err; }; }
short() { [ "$(wc -l <err)" -le 21 ] || { fail "$1: more than 20 lines and git's own"; cat err; }; }
repository() { # FOLDER
  git init -q "$1"
  git -C "$1" remote add origin "$scratch/remote.git"
}

make_root libc6=2.36-9 openssl=3.0.20-1
sed -i 's/3\.0\.20-1/3.1.0-1/' prod.json
mv root/work "root/my work"
git init -q --bare remote.git
repository "root/my work"
work=$scratch/root/my\ work
hook=$work/.git/hooks/pre-push

# The hook: made, told, as it was; every other hook stays.
find "$work/.git/hooks" | sort >before
expect 0 "list" "$prodparity" git list --repository "$work"
has out "$hook: not installed"
expect 0 "a dry run" "$prodparity" git install --repository "$work" --dry-run
has out "+#!/bin/sh"
expect 0 "an uninstall of nothing" "$prodparity" git uninstall --repository "$work"
has out "nothing of ours is in $hook"
find "$work/.git/hooks" | sort | cmp -s before - || fail "something was made"
expect 0 "install" "$prodparity" git install --repository "$work"
has out "$hook is made"
[ "$(stat -c %a "$hook")" = 755 ] || fail "the mode of the hook"
sh -n "$hook" || fail "the hook is no shell script"
cp "$hook" ours
expect 0 "install again" "$prodparity" git install --repository "$work/.devcontainer"
has out "is there already"
chmod a-x "$hook"
expect 0 "list of one that git passes over" "$prodparity" git list --repository "$work"
has out "it is not executable"
expect 0 "install over one that git passes over" "$prodparity" git install --repository "$work"
cmp -s ours "$hook" || fail "the hook is not as it was made"
[ -x "$hook" ] || fail "the hook is still passed over"
expect 0 "another program" "$prodparity" git install --repository "$work" --program /nowhere/prodparity
has out "calls this program now"
expect 0 "list of a program that is gone" "$prodparity" git list --repository "$work"
has out "installed, calls /nowhere/prodparity, which is not there"
expect 0 "with the program gone the push goes on" push
pushed "the program is gone"
silent "the program is gone"
expect 2 "a program with a space" "$prodparity" git install --repository "$work" --program '/opt/my tools/p'
expect 4 "no repository" "$prodparity" git install --repository "$scratch/home"
has err "not a git repository"
expect 0 "install" "$prodparity" git install --repository "$work"

# Without a daemon: said once, and pushed.
expect 0 "no daemon" push
pushed "no daemon"
[ "$(grep -c '^prodparity: this push is not compared with production: ' err)" = 1 ] || fail "no daemon is not said once"

# enforce: warn tells, in the report's words.
start_daemon --workspace "/my work"
expect 1 "rescan" "$prodparity" rescan
expect 0 "warn" push
pushed "warn"
has err "prodparity: 1 difference from production: 1 block"
has err " BLOCK openssl: 3.0.20-1 here, 3.1.0-1 in production"
short "warn"
expect 0 "nothing to push" git -C "$work" push -q origin HEAD
silent "nothing to push"
expect 0 "a branch is made" git -C "$work" push -q --no-verify origin HEAD:refs/heads/old
expect 0 "a deletion" git -C "$work" push -q origin :old
has err "only deletions are pushed"

# enforce: block stops what neither ships nor is accepted.
kill "$daemon" && wait "$daemon"
printf '{"enforce":"block"}' >config.json
start_daemon --workspace "/my work" --config config.json
expect 1 "rescan" "$prodparity" rescan
expect 1 "block" push
kept "block"
has err "prodparity: this push is stopped (enforce is block): neither shipped by this branch nor accepted: openssl"
has err 'prodparity accept openssl --reason "..."'
has err "git push --no-verify"
short "block"
harmless "block"
git -C "$work" push -q --no-verify origin HEAD:refs/heads/old
expect 0 "a deletion" git -C "$work" push -q origin :old
expect 1 "a deletion with an update" git -C "$work" push -q origin :gone HEAD
expect 1 "a local ref with spaces" git -C "$work" push -q origin 'HEAD@{0 seconds ago}:refs/heads/spaces'
has err "is stopped"
expect 0 "the way round" git -C "$work" push -q --no-verify origin HEAD
pushed "the way round"
expect 0 "garbage never stops" sh -c 'echo garbage | "$1" pre-push origin x' sh "$prodparity"
has err "what git says is pushed cannot be read (line 1)"
expect 0 "words that are wrong never stop" "$prodparity" pre-push a b c

# What is shipped, then what is accepted, goes.
printf 'FROM debian:12\nRUN apt-get update && apt-get install -y openssl=3.0.20-1\n' >"$work/Dockerfile"
expect 0 "rescan" "$prodparity" rescan
expect 1 "shipped by what nobody committed" push
kept "shipped by what nobody committed"
has err "not committed, so that this push does not ship what it says: Dockerfile:2"
has err "is stopped"
short "shipped by what nobody committed"
echo Dockerfile >"$work/.git/info/exclude"
expect 1 "shipped by what git passes over" push
rm "$work/.git/info/exclude"
git -C "$work" add Dockerfile
expect 1 "shipped by what is only staged" git -C "$work" push -q origin HEAD
expect 0 "shipped" push
pushed "shipped"
has err "shipped by this branch"
! grep -q 'not committed' err || fail "shipped: it is said not to be committed"
printf '# more\nFROM debian:12\nRUN apt-get install -y openssl=3.0.20-1 # now\n' >"$work/Dockerfile"
expect 0 "rescan" "$prodparity" rescan
expect 1 "shipped by a line that was changed since" push
has err "does not ship what it says: Dockerfile:3"
{ echo '# more' && git -C "$work" show HEAD:Dockerfile; } >"$work/Dockerfile"
expect 0 "rescan" "$prodparity" rescan
expect 0 "shipped by a line that stands elsewhere now" push
git -C "$work" rm -q --cached Dockerfile
git -C "$work" commit -q -m gone
rm "$work/Dockerfile"
expect 1 "rescan" "$prodparity" rescan
expect 1 "shipped no more" push
kept "shipped no more"
expect 0 "accept" sh -c 'cd "$1" && "$2" accept openssl --reason "it is tried out"' sh "$work" "$prodparity"
expect 0 "rescan" "$prodparity" rescan
expect 0 "accepted" push
pushed "accepted"
[ "$(wc -l <err)" = 1 ] || { fail "a clean verdict is one line"; cat err; }
printf '{"accept_uncovered":["pypi"]}' >"$work/.devcontainer/prodparity.json"
expect 1 "rescan" "$prodparity" rescan

# Another work tree has the same hook; what it ships is not what the daemon knows. Nor is another repository.
git -C "$work" worktree add -q -b other "$scratch/other tree"
work=$scratch/other\ tree
expect 0 "list in a work tree" "$prodparity" git list --repository "$work"
has out "$hook: installed"
expect 0 "another work tree" push HEAD:refs/heads/other
pushed "another work tree"
has err "the push is not stopped: this work tree is not the daemon's workspace"
work=$scratch/root/my\ work
git -C "$work" worktree add -q -b inside "$work/inside"
work=$work/inside
expect 0 "a work tree inside" push HEAD:refs/heads/inside
has err "the push is not stopped"
work=$scratch/root/my\ work

# What cannot be checked, or is half-way, never stops, also where something blocked before.
cp root/var/lib/dpkg/status whole
printf 'Package: half\nStatus: install reinstreq half-installed\nArchitecture: amd64\nVersion: 1\n\n' >>root/var/lib/dpkg/status
expect 1 "rescan" "$prodparity" rescan
expect 0 "half-way" push
pushed "half-way"
has err "the push is not stopped: what is installed is not settled"
cp root/var/lib/dpkg/status half
sed 's/3\.0\.20-1/3.1.0-1/' whole >root/var/lib/dpkg/status
expect 0 "rescan" "$prodparity" rescan
cp half root/var/lib/dpkg/status
expect 4 "rescan" "$prodparity" rescan
expect 0 "could not check" push
pushed "could not check"
has err "could not check"
cp whole root/var/lib/dpkg/status
expect 1 "rescan" "$prodparity" rescan

# A daemon that hangs holds nothing up for good; one that is killed neither.
kill -STOP "$daemon"
expect 0 "a daemon that hangs" push
pushed "a daemon that hangs"
kill -CONT "$daemon"
expect 1 "block" push

# A hook of somebody else's stays; the line that is printed does the same in it, and leaves it git's words.
expect 0 "uninstall" "$prodparity" git uninstall --repository "$work"
has out "$hook is removed"
find "$work/.git/hooks" | sort | cmp -s before - || fail "uninstall leaves something"
printf '#!/bin/sh -e\ncat >"%s/words"\n' "$scratch" >"$hook"
chmod 0755 "$hook"
cp "$hook" theirs
expect 2 "a hook of somebody's" "$prodparity" git install --repository "$work"
has err "$hook: this hook is not ours and stays as it is"
cmp -s theirs "$hook" || fail "a hook of somebody's was changed"
cp out line
expect 0 "list of somebody's" "$prodparity" git list --repository "$work"
has out "a hook that is not ours"
expect 0 "nothing to take out of somebody's" "$prodparity" git uninstall --repository "$work"
sed -i '1r line' "$hook"
cp "$hook" theirs
expect 1 "the line in it" push
kept "the line in it"
has err "is stopped"
mkdir tmp
printf '{"accept_uncovered":["pypi"], "rules":[{"name":"a","match":{"names":["openssl"]},"tier":"info","reason":"b"}]}' >"$work/.devcontainer/prodparity.json"
expect 0 "rescan" "$prodparity" rescan
expect 0 "the line in it" env TMPDIR="$scratch/tmp" git -C "$work" push -q origin HEAD
pushed "the line in it"
grep -q "^HEAD $(git -C "$work" rev-parse HEAD) refs/heads/main" words || { fail "the hook was not given what git said:"; cat words; }
[ -z "$(find tmp -type f)" ] || fail "the line leaves a file"
sed -i "s|$prodparity|/nowhere/prodparity|g" "$hook"
expect 0 "the line in it, with the program gone" push
pushed "the line in it, with the program gone"
cp theirs "$hook"
expect 0 "install where the line is" "$prodparity" git install --repository "$work"
has out "calls prodparity already"
expect 2 "uninstall where the line is" "$prodparity" git uninstall --repository "$work"
has err "take the line with 'prodparity pre-push' out of it"
cmp -s theirs "$hook" || fail "a hook of somebody's was changed"
rm "$hook"
ln -s "$scratch/theirs" "$hook"
expect 0 "a link to somebody's" "$prodparity" git install --repository "$work"
has out "calls prodparity already"
printf '#!/bin/sh\n' >"$scratch/theirs"
expect 2 "a link to somebody's" "$prodparity" git install --repository "$work"
[ -L "$hook" ] || fail "a link was replaced"
[ "$(cat theirs)" = '#!/bin/sh' ] || fail "a link was written to"
rm "$hook"

# core.hooksPath, relative to the top, from a folder below it.
git -C "$work" config core.hooksPath "my hooks"
expect 0 "hooksPath" "$prodparity" git install --repository "$work/.devcontainer"
has out "$work/my hooks/pre-push is made"
has out "core.hooksPath names that folder"
[ ! -e "$hook" ] || fail "core.hooksPath is not looked at"
rm "$work/.devcontainer/prodparity.json"
printf '{"accept_uncovered":["pypi"]}' >"$work/.devcontainer/prodparity.json"
expect 1 "rescan" "$prodparity" rescan
expect 1 "hooksPath" push
has err "is stopped"
expect 0 "uninstall of hooksPath" "$prodparity" git uninstall --repository "$work"
[ -z "$(find "$work/my hooks" -type f)" ] || fail "uninstall leaves something"
exit "$failed"
