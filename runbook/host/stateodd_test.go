//go:build linux

package host

import (
	"strconv"
	"strings"
	"testing"
)

// What a script may do to its shell neither ends the step nor keeps the next one from starting where this one stopped.
func TestOddShellsFlowFromStepToStep(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	for i, odd := range []struct{ name, first, next, want string }{
		{
			"a function that is read only with extglob",
			"mkdir d\ncd d\nshopt -s extglob\nf() { case $1 in +([0-9])) echo number ;; esac; }\nalias a=b",
			"pwd\nf 12\nalias a", home + "/d\nnumber\nalias a='b'\n",
		},
		{
			"extglob on for a function, and off at the end",
			"shopt -s extglob\nf() { echo \"${1##+(x)}\"; }\nshopt -u extglob",
			"shopt -q extglob || echo off\ndeclare -F f", "off\nf\n",
		},
		{"readonly IFS", "readonly IFS=$'\\n\\t'\ncd /\nA=1", "echo $A $PWD", "1 /\n"},
		{"case ignored", "shopt -s nocasematch\nuid=5 term=6 A=1", "shopt -q nocasematch && echo $uid $term $A", "5 6 1\n"},
		{"a trap in POSIX mode", "set -o posix\ntrap 'echo caught' USR1", "kill -USR1 $$", "caught\n"},
		{
			"functions with the names of builtins",
			"for name in mapfile compgen shopt alias umask declare echo; do eval \"$name() { :; }\"; done\ncd /\nA=1",
			"printf '%s\\n' $A $PWD", "1\n/\n",
		},
	} {
		id := "odd-" + strconv.Itoa(i)
		if e := run(t, h, Attempt{ID: id, Script: odd.first}); e.Exit != 0 || e.State != StateOK || e.output != "" {
			t.Errorf("%s: %+v %q", odd.name, e.Result, e.output)
			continue
		}
		e := run(t, h, Attempt{ID: id + "-next", Base: id, Script: odd.next})
		wantOutput(t, e, odd.want)
		if e.Exit != 0 || e.State != StateOK {
			t.Errorf("%s: the next step: %+v", odd.name, e.Result)
		}
	}
}

// Half a shell is none: a step that would run in another directory than it says must not run.
func TestStateThatCannotBeRestored(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	run(t, h, Attempt{ID: "h-1", Script: "mkdir d\ncd d"})
	state := home + "/.local/state/paso/run-1/attempts/h-1/state"
	write(t, state, strings.Replace(mustRead(t, state), "builtin cd", "f() { case x in +(y) ;; esac; }\nbuiltin cd", 1))
	e := run(t, h, Attempt{ID: "h-2", Base: "h-1", Script: "echo must not run"})
	if e.Exit != 96 || e.Reached || strings.Contains(e.output, "must not") || !strings.Contains(e.output, "cannot be restored") {
		t.Errorf("%+v %q", e.Result, e.output)
	}
}
