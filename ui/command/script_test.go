package command

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"paso/runbook/sandbox"
)

// TestMain makes this test binary paso, and the stand-ins of its embedded server.
func TestMain(m *testing.M) {
	if sandbox.IsStandIn(os.Args[0]) {
		os.Exit(sandbox.Main(os.Args, os.Getenv))
	}
	// They wait for servers and keyboards far more than they compute: more of them at once than there are processors.
	if at := flag.Lookup("test.parallel"); at != nil && at.Value.String() == at.DefValue {
		_ = at.Value.Set("6") // a number is a number
	}
	testscript.Main(m, map[string]func(){"paso": func() {
		procedure, err := os.ReadFile(os.Getenv("PASO_PROCEDURE"))
		if err != nil {
			procedure = nil
		}
		os.Exit(Main(World{
			Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Now: brittleClock, Procedure: procedure, Version: "test",
		}))
	}})
}

// TestScripts is paso as a user types it: commands, files, exit codes, words.
func TestScripts(t *testing.T) {
	t.Parallel()
	procedure, err := filepath.Abs("../../runbook.toml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PASO_PROCEDURE", procedure)
			env.Setenv("PASO_SANDBOX_FAST", "1")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("LANG", "es_ES.UTF-8")
			env.Setenv("LOCK", filepath.Join(env.WorkDir, "lock"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"code": code, "envsubst": envsubst},
	})
}

// envsubst puts the script's variables into a file.
func envsubst(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		name = ts.MkAbs(name)
		text := strings.ReplaceAll(ts.ReadFile(name), "$LOCK", ts.Getenv("LOCK"))
		ts.Check(os.WriteFile(name, []byte(text), 0o600))
	}
}
