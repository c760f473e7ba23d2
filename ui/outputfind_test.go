package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for _, c := range []struct {
		needle, text string
		want         []hit
	}{
		{"line", "a LINE, a line", []hit{{2, 6}, {10, 14}}},
		{"Line", "a line, a Line", []hit{{10, 14}}}, // capitals matter once they are typed
		{"código", "el CÓDIGO y el código", []hit{{3, 10}, {16, 23}}},
		{"i", "İi", []hit{{0, 2}, {2, 3}}}, // its small form has another length
		{"aa", "aaaa", []hit{{0, 2}, {2, 4}}},
		{"日", "a日b日", []hit{{1, 4}, {5, 8}}},
		{"x", "", nil},
		{"", "x", nil},
	} {
		f := newFind(c.needle)
		if got := f.hits(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %v, want %v", c.needle, c.text, got, c.want)
		}
		if got := f.on() && f.in(c.text); got != (len(c.want) > 0) {
			t.Errorf("%q in %q: %v", c.needle, c.text, got)
		}
	}
}

// A search goes round, counts, and keeps up with what is printed meanwhile and with what is dropped.
func TestSearchKeepsUp(t *testing.T) {
	p := numbered1(500)
	p.seek("LINE 42")
	if _, all := p.find.standing(p.lines); all != 0 {
		t.Error("capitals found small letters")
	}
	p.seek("line 42")
	standing := func() string {
		at, all := p.find.standing(p.lines)
		return fmt.Sprintf("%d/%d", at, all)
	}
	if got := standing(); got != "0/11" {
		t.Fatal(got)
	}
	for i, want := range []string{"1/11", "2/11", "3/11"} {
		p.toTop()
		if p.step(1, 40, 9); standing() != want {
			t.Errorf("step %d: %s", i, standing())
		}
	}
	p.step(-1, 40, 9)
	p.step(-1, 40, 9)
	if p.step(-1, 40, 9); standing() != "11/11" {
		t.Error("does not go round:", standing())
	}
	if got := shown(p, 40, 9); got[3] != "line 429" {
		t.Error(got)
	}
	p.write([]byte("line 42 again\nand line 42"))
	if standing() != "11/13" { // the line without an end counts
		t.Error(standing())
	}
	p.write([]byte("\n"))
	if standing() != "11/13" {
		t.Error("after its end:", standing())
	}
	for i := range 10_000 {
		p.write(fmt.Appendf(nil, "flood %d\n", i))
	}
	if standing() != "0/0" {
		t.Error("what was dropped is still counted:", standing())
	}
}

func TestSearchWhileItStreams(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("/").write("000").sees("2/2") // while typing, at the newest
	s.p.print("migrate", 1, " OK\n  Applying permissions.0005_more... ")
	s.p.fresh = true
	s.settle()
	s.sees("2/3").keys("enter", "n").sees("/000 3/3").keys("n").sees("1/3").keys("N").sees("3/3").keys("esc").seesNot("3/3")
	s.keys("/").write("zzz").sees("no aparece").keys("enter").sees("«zzz»").seesNot("/zzz")
	s.keys("/").write("Perm").sees("no aparece").keys("esc")
}

// A hit that lies to the right of what shows is brought into sight, and highlighted.
func TestSearchGoesAside(t *testing.T) {
	p := newOutputPane()
	p.write([]byte("short\n" + strings.Repeat("x", 300) + "\x1b[32mneedle\x1b[0m tail\nneedle\n"))
	p.seek("needle")
	p.find.at = 2
	p.step(-1, 40, 5)
	if p.col == 0 {
		t.Fatal("not in sight")
	}
	var marked []string
	for _, l := range p.view(40, 5) {
		for _, sp := range l.spans {
			if sp.tok == match || sp.tok == cursor {
				marked = append(marked, sp.text)
			}
		}
	}
	if strings.Join(marked, "|") != "needle" {
		t.Error(marked)
	}
	if p.step(1, 40, 5); p.col != 0 {
		t.Error("does not come back:", p.col)
	}
}

// A hit is in sight also where the lines above it, or its own, take many rows.
func TestSearchInWrappedLines(t *testing.T) {
	p := newOutputPane()
	p.wrap = true
	p.write([]byte(strings.Repeat(strings.Repeat("x", 390)+"\n", 50) + strings.Repeat("y", 2000) + "needle" + strings.Repeat("y", 2000) + "\n" + strings.Repeat(strings.Repeat("x", 390)+"\n", 50)))
	p.seek("needle")
	p.step(1, 40, 12)
	if got := strings.Join(shown(p, 40, 12), ""); !strings.Contains(got, "needle") {
		t.Error(got)
	}
	p.wrap = true
	p.write([]byte("again needle\n" + strings.Repeat("z\n", 50)))
	p.step(1, 40, 12)
	if got := strings.Join(shown(p, 40, 12), " "); !strings.Contains(got, "again needle") {
		t.Error(got)
	}
}
