package checks

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestEnvOnARealHost(t *testing.T) {
	w := newBashWorld(t)
	set := "export DJANGO_SETTINGS_MODULE=iact.settings DATABASE_URL='postgres://u:hunter2@db/x' EMPTY=\nexport DECLARED\nplain=hunter2\n" +
		"export MULTI=$'x\\nREDIS_URL=hunter2'\n"
	tests := []struct {
		names    []string
		verdict  Verdict
		observed string
	}{
		{[]string{"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}, Passed, "presentes: DJANGO_SETTINGS_MODULE, DATABASE_URL"},
		{[]string{"DATABASE_URL", "REDIS_URL", "EMPTY"}, Failed, "faltan o están vacías: REDIS_URL, EMPTY"},
		{[]string{"plain"}, Failed, "plain"},
		{[]string{"DECLARED"}, Failed, "DECLARED"},
		{[]string{"MULTI"}, Passed, "MULTI"},
		{[]string{"LC_ALL_OF_NOBODY"}, Failed, "LC_ALL_OF_NOBODY"},
		{[]string{"A B"}, Unobservable, "mal escrita"},
		{[]string{"x[$(touch ran)]"}, Unobservable, "mal escrita"},
		{nil, Unobservable, "mal escrita"},
	}
	for _, state := range []string{"", hostile, "set -x\n"} {
		w.state = set + state
		run := w.run
		for _, tt := range tests {
			var all strings.Builder
			w.run = func(script string) (Output, error) {
				out, err := run(script)
				all.Write(out.Stdout)
				all.Write(out.Stderr)
				return out, err
			}
			r := observe(t, Env{Names: tt.names}, w)
			want(t, r, tt.verdict, tt.observed)
			text, err := json.Marshal(r)
			if err != nil || strings.Contains(string(text)+all.String(), "hunter2") {
				t.Errorf("a value left the target: %s %s %v", text, all.String(), err)
			}
		}
		w.run = run
	}
}
