//go:build linux

package host

import (
	"bytes"
	"encoding/base64"
	"reflect"
	"strings"
	"testing"

	"paso/runbook/fuzztest"
)

func split(mark string, chunks ...string) (lines []string, records []record) {
	s := splitter{mark: mark}
	for _, chunk := range chunks {
		s.feed([]byte(chunk), func(l string) { lines = append(lines, l) }, func(r record) { records = append(records, r) })
	}
	return lines, records
}

func TestSplitter(t *testing.T) {
	stream := "noise\n\x1e lone\x1emark M\x1eone\ntw\x1eend how=finished size=3 -- text = here\x1eo\nthree"
	wantLines := []string{"one", "two"}
	wantRecords := []record{{verb: "end", fields: map[string]string{"how": "finished", "size": "3"}, text: "text = here"}}
	for cut := range len(stream) {
		lines, records := split("M", stream[:cut], stream[cut:])
		if !reflect.DeepEqual(lines, wantLines) || !reflect.DeepEqual(records, wantRecords) {
			t.Fatalf("cut at %d: %q %+v", cut, lines, records)
		}
	}
	if r := parseRecord("refused space -- /a b"); r.reason != "space" || r.text != "/a b" {
		t.Errorf("%+v", r)
	}
}

func TestNoiseFilter(t *testing.T) {
	stream := "noise \x1emark N\x1e \x1e\x1emark M\x1ebody\x1emark M\x1e"
	for cut := range len(stream) {
		f := newNoiseFilter("M")
		got := string(f.feed([]byte(stream[:cut]))) + string(f.feed([]byte(stream[cut:])))
		if got != "body\x1emark M\x1e" {
			t.Fatalf("cut at %d: %q", cut, got)
		}
	}
}

func FuzzSplitter(f *testing.F) {
	f.Add("noise\x1emark M\x1e1.5\tbegan\t1\t2\n\x1eend how=finished exit=0 size=1 events=2 end\x1e", 7)
	f.Add("\x1e\x1e\x1emark M\x1e\x1e\x1e", 1)
	f.Fuzz(func(t *testing.T, stream string, cut int) {
		var lines []string
		var records []record
		fuzztest.Quick(t, func() { lines, records = split("M", stream) })
		cut = max(0, min(cut, len(stream)))
		again, andAgain := split("M", stream[:cut], stream[cut:])
		if !reflect.DeepEqual(lines, again) || !reflect.DeepEqual(records, andAgain) {
			t.Errorf("reading depends on where reads are cut: %q %q", lines, again)
		}
		if !strings.Contains(stream, "\x1emark M\x1e") && (len(lines) > 0 || len(records) > 0) {
			t.Error("noise was taken for the harness")
		}
		tale := newTale()
		last := 0
		for _, line := range lines {
			if began, ok := tale.take(line).(StatementBegan); ok {
				if began.N <= last {
					t.Errorf("statement %d after %d", began.N, last)
				}
				last = began.N
			}
		}
		for _, r := range records {
			if got := tale.result(r, r.text); got.Exit < 0 || got.Size < 0 {
				t.Errorf("%+v", got)
			}
			parseHolder(r)
		}
	})
}

func FuzzCaptures(f *testing.F) {
	f.Add([]byte("A\x00set\x00value\n\x00B\x00unset\x00\x00.\x00"))
	f.Add([]byte("A\x00set"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		set, unset := parseCaptures(base64.StdEncoding.EncodeToString(raw), []string{"A", "B"})
		for _, name := range []string{"A", "B"} {
			_, ok := set[name]
			told := false
			for _, u := range unset {
				told = told || u == name
			}
			if !ok && !told {
				t.Errorf("%s is neither set nor unset", name)
			}
		}
	})
}

func FuzzStatements(f *testing.F) {
	f.Add("echo a\nfor i in 1 2; do\n echo $i\ndone\ncat <<E\nx\nE\n")
	f.Add("a; b\n\n# c\n(d)\n")
	f.Fuzz(func(t *testing.T, script string) {
		statements, err := Statements(script)
		if err != nil {
			return
		}
		last := 0
		for i, s := range statements {
			if s.N != i+1 || s.First <= last || s.Last < s.First || s.Last > strings.Count(script, "\n")+1 {
				t.Errorf("statement %d: %+v after line %d", i, s, last)
			}
			last = s.Last
		}
	})
}

func TestBootstrapReadsAlikeInAnyShell(t *testing.T) {
	inner := strings.TrimSuffix(strings.TrimPrefix(bootstrap, "exec sh -c '"), "'")
	if strings.ContainsAny(inner, "'!\\\n") || len(inner) != len(bootstrap)-len("exec sh -c ''") {
		t.Errorf("csh, fish or another would read it otherwise: %s", bootstrap)
	}
}

// A program that arrives cut off is never run, wherever the cut falls.
func TestCutProgramIsNotRun(t *testing.T) {
	localHome(t)
	h := openLocalHost(t)
	p := program{verb: "say", inline: true}
	whole := p.header("0123")
	for _, cut := range []int{3, 12, 40, len(whole) / 2, len(whole) - 1} {
		link, err := h.link()
		if err != nil {
			t.Fatal(err)
		}
		c, err := link.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.stdin.Write(whole[:cut])
		_ = c.stdin.Close()
		var said bytes.Buffer
		_, _ = said.ReadFrom(c.stderr)
		if exit, err := c.wait(); err != nil || exit == 0 || strings.Contains(said.String(), "\x1e") {
			t.Errorf("cut at %d: exit %d, %v, said %q", cut, exit, err, said.String())
		}
	}
}
