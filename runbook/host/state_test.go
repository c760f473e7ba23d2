//go:build linux

package host

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStateFlowsFromStepToStep(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	if err := os.MkdirAll(filepath.Join(home, "app", "venv", "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(home, "app", "venv", "bin", "activate"), `
deactivate() { PATH=$_OLD_PATH; export PATH; unset _OLD_PATH VIRTUAL_ENV; unset -f deactivate; }
_OLD_PATH=$PATH
export VIRTUAL_ENV=$HOME/app/venv PATH=$HOME/app/venv/bin:$PATH
`)
	steps := []string{
		`cd app
source venv/bin/activate
export EXPORTED=$'two\nlines'
list=(a "b c" d)
declare -A map=([k]="v w" [l]=$'x\ny')
declare -r FIXED=fixed
declare -i number=7
hello() { echo "hello $1"; }
export -f hello
alias greet='echo aliased'
shopt -s expand_aliases globstar
set -u
umask 027
empty=
BIN=$'\x01\xff\x7f'
trap 'echo usr1' USR1`,
		`echo $PWD ${VIRTUAL_ENV##*/} $EXPORTED ${list[1]} ${#list[@]} ${map[k]} $FIXED $((number+1))
number+=1
hello you
bash -c 'hello child'
shopt -q globstar && echo globstar
[[ $- == *u* ]] && echo nounset
umask
[[ ${empty+set} ]] && echo empty is set
[[ $BIN == $'\x01\xff\x7f' ]] && echo binary
kill -USR1 $$
cd ..`,
		`greet
echo $number ${PWD##*/} ${map[l]@Q} $OLDPWD
deactivate
[[ ${VIRTUAL_ENV-none} == none && :$PATH: != *venv* ]] && echo deactivated`,
	}
	want := []string{
		"", home + "/app venv two lines b c 3 v w fixed 8\nhello you\nhello child\nglobstar\nnounset\n0027\nempty is set\nbinary\nusr1\n",
		"aliased\n8 " + filepath.Base(home) + " $'x\\ny' " + home + "/app\ndeactivated\n",
	}
	base := ""
	for i, script := range steps {
		id := []string{"s-1", "s-2", "s-3"}[i]
		e := run(t, h, Attempt{ID: id, Base: base, Script: script})
		wantOutput(t, e, want[i])
		if e.Exit != 0 || e.State != StateOK {
			t.Fatalf("step %d: %+v", i+1, e.Result)
		}
		base = id
	}
}

func TestRetryStartsFromTheStateBefore(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	if err := os.MkdirAll(filepath.Join(home, "app", "app"), 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, h, Attempt{ID: "before", Script: "A=1"})
	for _, id := range []string{"cd-1", "cd-2"} {
		e := run(t, h, Attempt{ID: id, Base: "before", Script: "cd app\npwd\nfalse"})
		wantOutput(t, e, home+"/app\n")
	}
	e := run(t, h, Attempt{ID: "next", Base: "cd-1", Script: "pwd"}) // the state of a failed step is there to be taken
	wantOutput(t, e, home+"/app\n")
}

func TestDirectoryOfTheStateIsGone(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	run(t, h, Attempt{ID: "g-1", Script: "mkdir gone\ncd gone"})
	if err := os.Remove(filepath.Join(home, "gone")); err != nil {
		t.Fatal(err)
	}
	e := run(t, h, Attempt{ID: "g-2", Base: "g-1", Script: "echo must not run"})
	if e.Exit != 96 || strings.Contains(e.output, "must not run") || e.Reached {
		t.Errorf("%+v %q", e.Result, e.output)
	}
}

func TestCaptures(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	value := "first\nsecond\ttab 'quotes' \\ \x01\xff\n\n"
	e := run(t, h, Attempt{
		ID: "c-1", Script: "MULTI=" + quote(value) + "\nEMPTY=\nNUMBER=$((6*7))\nNAME=.\nfalse",
		Captures: []string{"MULTI", "EMPTY", "NUMBER", "ABSENT", "NAME", "NUMBER"},
	})
	want := map[string]string{"MULTI": value, "EMPTY": "", "NUMBER": "42", "NAME": "."}
	for name, value := range want {
		if got, ok := e.Captures[name]; !ok || got != value {
			t.Errorf("%s = %q, %v", name, got, ok)
		}
	}
	if len(e.Captures) != len(want) || len(e.Unset) != 1 || e.Unset[0] != "ABSENT" {
		t.Errorf("captures %q unset %q", e.Captures, e.Unset)
	}
	got, err := h.Status(bounded(t), "c-1")
	if f, ok := got.(Finished); err != nil || !ok || f.Result.Captures["MULTI"] != value || f.Result.FailedLine != e.FailedLine {
		t.Errorf("status says %+v, %v", got, err)
	}
	e = run(t, h, Attempt{ID: "c-2", Script: "X=1\nexec true", Captures: []string{"X"}})
	if len(e.Captures) != 0 || len(e.Unset) != 1 {
		t.Errorf("after exec: captures %q unset %q", e.Captures, e.Unset)
	}
}

const secretValue = "s3cr3t-0f-the-database"

func TestSecretsStayInTheStep(t *testing.T) {
	home := localHome(t)
	h := openLocalHost(t)
	g := newGate(t)
	s, err := h.Start(bounded(t), Attempt{
		ID: "x-1", Secrets: map[string]string{"DB_PASSWORD": secretValue}, Vars: g.vars(),
		Script: `[[ $DB_PASSWORD == s3cr3t-0f-the-database ]] && echo have it
export URL=postgres://u:$DB_PASSWORD@db LIST=(a "$DB_PASSWORD")
PLAIN=kept
env | grep -c DB_PASSWORD || true
tr '\0' ' ' </proc/*/cmdline | grep -c 's3cr3t-0f-the' || true
echo ready
read -r _ <$GATE`,
	})
	if err == nil {
		readUntil(t, s, "ready")
		noFileHolds(t, home, secretValue) // while it runs
		g.open()
	}
	e := drain(t, s)
	noFileHolds(t, home, secretValue)
	if got := strings.Join(e.Withheld, " "); got != "LIST URL" {
		t.Errorf("withheld %q", got)
	}
	e = run(t, h, Attempt{ID: "x-2", Base: "x-1", Script: "echo [${DB_PASSWORD-}] [${URL-}] $PLAIN"})
	wantOutput(t, e, "[] [] kept\n")
	if _, err := h.Start(bounded(t), Attempt{ID: "x-3", Script: "true", Secrets: map[string]string{"A": "b"}, Captures: []string{"A"}}); err == nil {
		t.Error("a secret was taken as a capture")
	}
}

// noFileHolds looks into every file below dir but the script, which the test itself filled with the value.
func noFileHolds(t *testing.T, dir, value string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == "script" {
			return err
		}
		files++
		if strings.Contains(mustRead(t, path), value) {
			t.Errorf("%s holds the secret", path)
		}
		return nil
	})
	if err != nil || files < 5 {
		t.Errorf("looked into %d files, %v", files, err)
	}
}
