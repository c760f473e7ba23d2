package checks

import "testing"

func TestCommandOnARealHost(t *testing.T) {
	w := newBashWorld(t)
	w.state = "greet() { echo hello; }\ncolour=red"
	tests := []struct {
		name     string
		check    Command
		verdict  Verdict
		observed string
	}{
		{"exit code", Command{Script: "true"}, Passed, "código 0"},
		{"other exit code", Command{Script: "exit 3"}, Failed, "código 3"},
		{"exit code that is wanted", Command{Script: "exit 3", Exit: 3}, Passed, "código 3"},
		{"state of the step", Command{Script: `greet; echo "$colour"`, Pattern: "^red$"}, Passed, "red"},
		{"standard error counts", Command{Script: "echo syntax is ok >&2", Pattern: "syntax is ok"}, Passed, "syntax is ok"},
		{"not printed", Command{Script: "echo a", Pattern: "b"}, Failed, "no aparece"},
		{"must not be printed", Command{Script: "echo '[ ] 0003'", Pattern: `^\[ \]`, Absent: true}, Failed, "[ ] 0003"},
		{"is not printed", Command{Script: "echo '[X] 0003'", Pattern: `^\[ \]`, Absent: true}, Passed, "no aparece"},
		{"the pattern does not excuse the code", Command{Script: "echo ok; exit 1", Pattern: "ok"}, Failed, "código 1"},
		{"no such command", Command{Script: "no-such-command"}, Failed, "código 127"},
		{"bad pattern", Command{Script: "true", Pattern: "["}, Unobservable, "mal escrita"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want(t, observe(t, tt.check, w), tt.verdict, tt.observed)
		})
	}
}

func TestCommandWithTooMuchOutput(t *testing.T) {
	w := answering(Output{Stdout: []byte("a lot\n"), Truncated: true})
	want(t, observe(t, Command{Pattern: "error", Absent: true}, w), Unobservable, "cortada")
	want(t, observe(t, Command{Pattern: "error"}, w), Unobservable, "cortada")
	want(t, observe(t, Command{Pattern: "lot", Absent: true}, w), Failed, "a lot")
	want(t, observe(t, Command{Pattern: "lot"}, w), Passed, "a lot")
}

func TestCommandMasksWhatItShows(t *testing.T) {
	w := newBashWorld(t)
	r := observe(t, Command{Script: "echo url=postgres://u:hunter2@h/d; exit 1"}, w)
	if r.Evidence != "url=postgres://u:***@h/d" {
		t.Errorf("evidence %q", r.Evidence)
	}
}
