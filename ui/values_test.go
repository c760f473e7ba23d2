package ui

import (
	"strings"
	"testing"
)

func TestValues(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{w: 80, h: 24})
	s.keys("V").sees("Valores de la ejecución", "DB_PASSWORD", dots).seesNot("secreta")
	for s.m.dialogs[0].(*values).at+1 < len(runValues(&s.m.s)) {
		v := runValues(&s.m.s)[s.m.dialogs[0].(*values).at]
		s.sees("▌", v.name)
		s.copied = ""
		s.keys("y")
		switch {
		case v.secret:
			s.sees("no se copian")
			if s.copied != "" {
				t.Errorf("%s was copied: %q", v.name, s.copied)
			}
		case v.set && s.copied != v.value:
			t.Errorf("%s: copied %q, want %q", v.name, s.copied, v.value)
		}
		s.keys("down")
	}
	s.keys("g").sees("▌").keys("G", "pgup", "pgdown", "esc").seesNot("Valores de la ejecución")
}

// A value says who or what fixed it.
func TestValueSources(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	want := map[string]string{"BACKUP_FILE": "capturado en 1.2", "DB_PASSWORD": "respondió Ana Ruiz", "DEPLOY_TAG": "comando en el servidor"}
	for _, v := range runValues(&s.m.s) {
		if w, ok := want[v.name]; ok && v.source != w {
			t.Errorf("%s: %q, want %q", v.name, v.source, w)
		}
		delete(want, v.name)
		if v.source == "" {
			t.Errorf("%s: from nowhere", v.name)
		}
	}
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
}

// The stages show what has a title, and no bare names of variables.
func TestStagesShowArtefactsOnly(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "stage"), setup{h: 50})
	s.sees("Backup de DB")
	for _, l := range captureLines(&s.m.s, 40) {
		for name := range s.m.s.run.Captures {
			if strings.Contains(l.spans[0].text, name) {
				t.Errorf("%s stands there bare", name)
			}
		}
	}
}
