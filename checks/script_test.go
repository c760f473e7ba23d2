package checks

import (
	"context"
	"os/exec"
	"strings"
	"testing"
)

// awkward are values that a careless script breaks on.
var awkward = []string{
	"", "plain", "two words", "it's", `"double"`, "new\nline", "-rf", "$HOME", "`id`", "$(id)", `back\slash`, "ñandú", "tab\there",
	"zero\u200bwidth", "\xff\xfe", "*", "~", "a;b&c|d>e", "!history", "\x01",
}

func TestQuoteIsLiteralInEveryLocale(t *testing.T) {
	for _, locale := range []string{"C", "C.UTF-8"} {
		for _, value := range awkward {
			cmd := exec.Command("bash", "-c", "printf %s "+quote(value))
			cmd.Env = append(cmd.Environ(), "LC_ALL="+locale)
			got, err := cmd.Output()
			if err != nil || string(got) != value {
				t.Errorf("%s: %q became %q (%v)", locale, value, got, err)
			}
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, value := range awkward {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		quoted := quote(value)
		inner, ok1 := strings.CutPrefix(quoted, "'")
		inner, ok2 := strings.CutSuffix(inner, "'")
		parts := strings.Split(inner, `'\''`)
		if !ok1 || !ok2 || strings.Join(parts, "'") != value {
			t.Fatalf("%q became %s", value, quoted)
		}
		for _, part := range parts {
			if strings.Contains(part, "'") {
				t.Fatalf("%q: a quote ends early in %s", value, quoted)
			}
		}
	})
}

// asking are checks of every kind that asks the target.
func asking() []Check {
	return []Check{
		File{Path: "/x"}, Unit{Name: "gunicorn"}, Process{Pattern: "x"}, HTTP{URL: "http://localhost/"}, Disk{Path: "/"},
		Tool{Name: "git"}, Git{Dir: "/"}, Env{Names: []string{"A"}}, Log{Path: "/x", Absent: "error"},
		Log{Journal: "celery", Absent: "error"}, Command{Script: "true"},
	}
}

func TestLostWorldIsToldApart(t *testing.T) {
	for _, c := range asking() {
		r := observe(t, c, unreachable())
		if r.Verdict != Unobservable || r.Err != errLost {
			t.Errorf("%T: %v, Err %v", c, r.Verdict, r.Err)
		}
		r = observe(t, c, answering(Output{TimedOut: true, Exit: 124}))
		if r.Verdict != Unobservable || r.Err != nil {
			t.Errorf("%T timed out: %v, Err %v", c, r.Verdict, r.Err)
		}
	}
}

func TestNonsenseIsNeverASuccess(t *testing.T) {
	for _, c := range asking() {
		for _, text := range []string{"", "\n", "Permission denied\n", "= = =\n\x00\xff", strings.Repeat("9", 4000)} {
			if _, ok := c.(Command); ok {
				continue // its exit code is all it asked for
			}
			if r := observe(t, c, printing(text)); r.Verdict == Passed && !cleanJournal(c) && !anyTool(c) {
				t.Errorf("%T: %q passed as %q", c, text, spanish(t, r.Observed))
			}
		}
		if r := observe(t, c, answering(Output{Exit: 1, Stderr: []byte("boom")})); r.Verdict == Passed {
			t.Errorf("%T passed with exit 1", c)
		}
	}
}

// cleanJournal: any text without the pattern is a clean journal.
func cleanJournal(c Check) bool { l, ok := c.(Log); return ok && l.Journal != "" }

// anyTool: any line is a path where no version is wanted.
func anyTool(c Check) bool { _, ok := c.(Tool); return ok }

func TestNULInAValueIsRefused(t *testing.T) {
	asked := false
	w := &fakeWorld{run: func(string) (Output, error) { asked = true; return Output{}, nil }}
	want(t, observe(t, File{Path: "a\x00b"}, w), Unobservable, "NUL")
	if asked {
		t.Error("the target was asked")
	}
}

func TestCancelledContextIsAnErr(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := printing("LoadState=loaded\nActiveState=active\n")
	w.waitErr = context.Canceled
	if r := (Unit{Name: "x", Stable: 5}).Observe(ctx, w); r.Err != context.Canceled || r.Verdict != Unobservable {
		t.Errorf("%v, Err %v", r.Verdict, r.Err)
	}
}
