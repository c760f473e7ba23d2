package checks

import "testing"

func TestToolOnARealHost(t *testing.T) {
	w := newBashWorld(t)
	w.install(t, "psql", `[[ $1 == --version ]] && echo 'psql (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)'`)
	w.install(t, "old", `echo 'old 1.2.3' >&2`)
	w.install(t, "mute", `cat; touch "$0.ran"; exit 1`)
	w.install(t, "it's a tool", `echo 3.1`)
	tests := []struct {
		check    Tool
		verdict  Verdict
		observed string
	}{
		{Tool{Name: "psql"}, Passed, w.bin + "/psql"},
		{Tool{Name: "psql", Constraint: ">= 15"}, Passed, "psql 15.8"},
		{Tool{Name: "psql", Constraint: ">= 16"}, Failed, "psql 15.8"},
		{Tool{Name: "old", Constraint: ">= 2"}, Failed, "old 1.2.3"},
		{Tool{Name: "it's a tool", Constraint: "> 3.0"}, Passed, "3.1"},
		{Tool{Name: "mute"}, Passed, "/mute"},
		{Tool{Name: "mute", Constraint: ">= 1"}, Unobservable, "no dice su versión"},
		{Tool{Name: "bash", Constraint: ">= 4"}, Passed, "bash "},
		{Tool{Name: "git", Constraint: ">= 2"}, Passed, "git 2"},
		{Tool{Name: "no-such-tool"}, Failed, "no-such-tool no está instalado"},
		{Tool{Name: "no-such-tool", Constraint: ">= 1"}, Failed, "no está instalado"},
		{Tool{Name: "--help"}, Failed, "no está instalado"},
		{Tool{Name: "psql", Constraint: "new"}, Unobservable, "mal escrita"},
		{Tool{}, Unobservable, "mal escrita"},
	}
	for _, state := range []string{"", hostile} {
		w.state = state
		for _, tt := range tests {
			want(t, observe(t, tt.check, w), tt.verdict, tt.observed)
		}
	}
}

func TestParseTool(t *testing.T) {
	for text, want := range map[string]Tool{
		"psql": {Name: "psql"}, "git >= 2": {Name: "git", Constraint: ">= 2"}, " git  >= 2, < 3 ": {Name: "git", Constraint: ">= 2, < 3"},
	} {
		if got, err := ParseTool(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", ">= 2", "git>=2", "git new"} {
		if got, err := ParseTool(bad); err == nil {
			t.Errorf("%q became %+v", bad, got)
		}
	}
}
