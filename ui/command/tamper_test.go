package command

import (
	"bytes"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"paso/runbook/engine"
	"paso/runbook/journal"
)

var tamperings = flag.Int("tamperings", 400, "random tamperings of a run that paso verify has to find")

const tamperedBook = `
id = "LOCAL"
title = "Despliegue"
version = "1"
language = "es"
[targets.here]
local = true
[lock]
name = "here"
dir = "$LOCK"
[roles]
ops = "Operaciones"
qa = "QA"
[[people]]
name = "Ana"
roles = ["ops"]
[[people]]
name = "Quique"
roles = ["qa"]
[[raci]]
activity = "Hacer"
roles = { ops = "R", qa = "A" }
[[prerequisite]]
id = "ready"
title = "Listo"
[[stage]]
title = "Una"
[[stage.step]]
id = "one"
title = "Uno"
success = "consta"
run = 'echo one; SEEN=yes'
capture = ["SEEN"]
[[stage.step.check]]
file = "/etc/hostname"
[[stage.step]]
id = "two"
title = "Dos"
success = "consta"
run = 'false'
[[stage]]
title = "Otra"
[[stage.step]]
id = "three"
title = "Tres"
activity = "Hacer"
success = "consta"
run = 'echo three'
[[stage.step]]
id = "four"
title = "Cuatro"
success = "consta"
[[stage.step.checklist]]
id = "seen"
title = "Visto"
[[rollback.step]]
id = "rollback.one"
title = "Deshacer"
run = 'echo undone'
[report]
title = "Despliegue"
path = "DEPLOY-YYYY-MM-DD-HHMM.md"
`

const tamperedAnswers = `
operator = "Ana"
on_failure = "rollback"
[prerequisites]
"*" = true
[checklist."four"]
"*" = true
[confirm]
"*" = true
[approve]
"Hacer" = "Quique"
`

// ranHere is an app whose state holds one run, made by paso on this machine.
func ranHere(t *testing.T) (a *app, id string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	for name, content := range map[string]string{"book.toml": strings.ReplaceAll(tamperedBook, "$LOCK", filepath.Join(dir, "lock")), "answers.toml": tamperedAnswers} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nowhere.Close() })
	a = &app{World: World{
		In: nowhere, Out: nowhere, Err: nowhere, Env: func(string) string { return "" }, Now: time.Now, Version: "test",
		Args: []string{"--headless", "--answers", filepath.Join(dir, "answers.toml"), filepath.Join(dir, "book.toml")},
	}, state: filepath.Join(dir, "state"), interrupt: make(chan struct{}, 1)}
	root := a.root()
	root.SetArgs(a.Args)
	if code := exitCode(root.ExecuteContext(t.Context())); code != exitRolledBack {
		t.Fatalf("exit code %d, want %d", code, exitRolledBack)
	}
	if id, err = a.store().Find(""); err != nil {
		t.Fatal(err)
	}
	return a, id
}

// Whatever is done to a run's journal is found: by its own sums where whoever did it did not make them right again, and
// by the report where they wrote all of it anew, the head beside it too.
func TestVerifyFindsEveryTampering(t *testing.T) {
	a, id := ranHere(t)
	dir := a.store().Dir(id)
	file, headFile := filepath.Join(dir, "journal.jsonl"), filepath.Join(dir, "journal.head")
	content, head := mustRead(t, file), mustRead(t, headFile)
	lines := bytes.SplitAfter(content, []byte("\n"))
	lines = lines[:len(lines)-1]
	bodies := make([][]byte, len(lines))
	for i, line := range lines {
		bodies[i] = bodyOf(line)
	}
	if !bytes.Equal(bytes.Join(chained(lines, 0, bodies), nil), content) || !bytes.Equal(headOfLines(lines), head) {
		t.Fatal("the test does not know the format")
	}
	check := func() *engine.Verified {
		v, err := a.verifyRun(id, verifying{})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	honest := check()
	if len(honest.Found) > 0 || len(honest.Witnesses) != 2 {
		t.Fatalf("as paso wrote it: %v, %+v", honest.Found, honest.Witnesses)
	}
	vouched := int(honest.Witnesses[1].Head.Seq)
	r := rand.New(rand.NewPCG(4, uint64(*tamperings)))
	kinds := []string{"bit", "torn", "deleted", "swapped", "edited", "inserted", "duplicated", "truncated"}
	found := map[string]map[string]int{}
	began := time.Now()
	for n := range *tamperings {
		kind, how := kinds[n%len(kinds)], []string{"as it is", "sums made right", "chain made anew", "and the head"}[n/len(kinds)%4]
		tampered, left := tamperedLines(t, r, kind, how, lines, bodies, vouched), head
		if how == "and the head" && kind != "bit" && kind != "torn" {
			left = headOfLines(tampered)
		}
		joined := bytes.Join(tampered, nil)
		if bytes.Equal(joined, content) {
			continue // two alike swapped
		}
		if err := os.WriteFile(file, joined, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(headFile, left, 0o600); err != nil {
			t.Fatal(err)
		}
		v := check()
		if len(v.Found) == 0 {
			t.Fatalf("tampering %d (%s, %s) was not found:\n%s", n, kind, how, joined)
		}
		if found[kind+", "+how] == nil {
			found[kind+", "+how] = map[string]int{}
		}
		found[kind+", "+how][foundBy(v.Found[0])]++
	}
	for _, what := range slices.Sorted(maps.Keys(found)) {
		t.Logf("%-30s %v", what, found[what])
	}
	t.Logf("%d tamperings of %d records in %s, all found", *tamperings, len(lines), time.Since(began).Round(time.Millisecond))
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(headFile, head, 0o600); err != nil {
		t.Fatal(err)
	}
	if v := check(); len(v.Found) > 0 {
		t.Errorf("put back: %v", v.Found)
	}
	t.Run("files", func(t *testing.T) { tamperFiles(t, a, id) })
}

// foundBy names what found a tampering.
func foundBy(err error) string {
	if damage, ok := errors.AsType[*journal.DamageError](err); ok {
		return string(damage.Damage)
	}
	return reflect.TypeOf(err).Elem().Name()
}

// What lies beside the journal is compared with it: logs, runbook, report, another run's journal.
func tamperFiles(t *testing.T, a *app, id string) {
	dir := a.store().Dir(id)
	reports, err := filepath.Glob(filepath.Join(dir, "DEPLOY-*.md"))
	if err != nil || len(reports) != 1 {
		t.Fatal(reports, err)
	}
	log := engine.LogPath(dir, "one", 1)
	for name, harm := range map[string]struct {
		file string
		to   []byte // nil: removed
	}{
		"log edited":       {log, []byte("One\n")},
		"log cut":          {log, []byte("on")},
		"log removed":      {log, nil},
		"log added":        {engine.LogPath(dir, "three", 1), []byte("three\n")},
		"runbook edited":   {filepath.Join(dir, "runbook.toml"), bytes.Replace(mustRead(t, filepath.Join(dir, "runbook.toml")), []byte("undone"), []byte("redone"), 1)},
		"runbook replaced": {filepath.Join(dir, "runbook.toml"), []byte("x")},
		"report edited":    {reports[0], bytes.Replace(mustRead(t, reports[0]), []byte("ROLLBACK"), []byte("SUCCESS"), 1)},
		"report removed":   {reports[0], nil},
	} {
		before, absent := os.ReadFile(harm.file)
		if harm.to == nil {
			err = os.Remove(harm.file)
		} else {
			err = os.WriteFile(harm.file, harm.to, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		if v, err := a.verifyRun(id, verifying{}); err != nil || len(v.Found) == 0 {
			t.Errorf("%s: %v, %v", name, v, err)
		} else {
			t.Logf("%s: %s", name, foundBy(v.Found[0]))
		}
		if absent != nil {
			err = os.Remove(harm.file)
		} else {
			err = os.WriteFile(harm.file, before, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	other := "20260101-000000-beef"
	if err := os.CopyFS(a.store().Dir(other), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if v, err := a.verifyRun(other, verifying{}); err != nil || len(v.Found) != 1 || foundBy(v.Found[0]) != "BookError" {
		t.Errorf("a journal in another's place: %+v, %v", v, err)
	}
	if v, err := a.verifyRun(id, verifying{}); err != nil || len(v.Found) > 0 {
		t.Errorf("put back: %+v, %v", v, err)
	}
}
