package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"paso/runbook"
	"paso/runbook/text"
)

// overnight is a run that was left at a gate for a night: eight hours in which somebody could have answered, and two
// without a paso.
func overnight() moment {
	return moment{"overnight", failing("migrate"), func(p *player) {
		p.stage1()
		p.after(8 * time.Hour)
		p.record("Ana Ruiz", runbook.Paused{Why: "operator"})
		p.after(2 * time.Hour)
		p.record(runbook.Paso, runbook.Resumed{Machine: "portatil"})
		p.confirm()
		p.after(14 * time.Minute).Do(runbook.Retry{Step: "migrate"})
	}}
}

func timelineMoments(tb testing.TB) []moment {
	tb.Helper()
	all := []moment{overnight(), {"nothing", nil, func(*player) {}}}
	for _, name := range []string{"running", "success", "deviations", "rolledback", "aborted"} {
		all = append(all, momentNamed(tb, name))
	}
	return all
}

// TestTimelines compares the picture of every kind of run, with its steps and, where it is narrow, without.
func TestTimelines(t *testing.T) {
	book := realBook(t)
	for _, m := range timelineMoments(t) {
		for _, w := range []int{60, 116, 196} {
			for _, look := range []setup{{theme: darkTheme, lang: text.ES}, {theme: darkTheme, lang: text.EN}, {theme: plainTheme, lang: text.ES}, {theme: plainTheme, lang: text.EN}} {
				t.Run(fmt.Sprintf("%s-%d-%s-%s", m.name, w, look.theme, look.lang), func(t *testing.T) {
					t.Parallel()
					s := &at(t, book, m, look).m.s
					room := allSteps
					if w < 100 {
						room = 0
					}
					var out []string
					for _, l := range timelineLines(s, w, room) {
						if have := widthOf(cleaned(l.spans)); have > w {
							t.Errorf("a line of %d cells in %d", have, w)
						}
						out = append(out, l.render(s.th, w))
					}
					golden.RequireEqual(t, strings.Join(out, "\n"))
				})
			}
		}
	}
}

// A long wait does not squeeze the work to nothing, and the axis says what it leaves out.
func TestTimelineCutsALongWait(t *testing.T) {
	s := &at(t, realBook(t), overnight(), setup{}).m.s
	line := s.run.Timeline(s.now)
	sc := newTimescale(line, 100)
	if sc.cut < 10*time.Hour || sc.cut > 10*time.Hour+15*time.Minute {
		t.Errorf("%v are left out", sc.cut)
	}
	if got := sc.x(line.To) - sc.x(line.From); got < 35 {
		t.Errorf("the run has %f of 100 cells", got)
	}
	stage := line.Groups[1].Span
	if got := sc.x(stage.To) - sc.x(stage.From); got < 1 {
		t.Errorf("stage 1 has %f cells", got)
	}
	text := plainLines(timelineLines(s, 116, 0))
	for _, want := range []string{"≈≈≈", "el eje omite 10 h 14 min", "paso cerrado", "11-24 00:35"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
}

// However long the plan is, what happened keeps most of the axis; an arrow says that the plan goes on.
func TestTimelineFitsWhatHappened(t *testing.T) {
	s := &at(t, realBook(t), momentNamed(t, "success"), setup{}).m.s
	line := s.run.Timeline(s.now)
	for _, cells := range []int{20, 77, 150} {
		sc := newTimescale(line, cells)
		if got := sc.x(line.To); got < float64(cells)*keptOver/100-0.01 {
			t.Errorf("the run ends at %f of %d cells", got, cells)
		}
	}
	text := plainLines(timelineLines(s, 116, 0))
	if !strings.Contains(text, "░→") || !strings.Contains(text, "el plan sigue hasta las 14:42") {
		t.Errorf("nothing says that the plan goes on:\n%s", text)
	}
}

// The axis never goes back, and its labels stand at round times, in order and apart.
func TestTimescaleIsOrdered(t *testing.T) {
	for _, m := range timelineMoments(t) {
		s := &at(t, realBook(t), m, setup{}).m.s
		line := s.run.Timeline(s.now)
		for _, cells := range []int{1, 8, 33, 80, 150} {
			sc := newTimescale(line, cells)
			before := -1.0
			for at := line.From; at.Before(line.To); at = at.Add(line.Length()/300 + 1) {
				x := sc.x(at)
				if x < before || x > float64(cells) {
					t.Fatalf("%s: %v stands at %f of %d, after %f", m.name, at, x, cells, before)
				}
				before = x
			}
			free := 0
			for _, tick := range sc.ticks() {
				if tick.cell < free || tick.cell+len(tick.text) > cells {
					t.Fatalf("%s: label %q at %d of %d, free from %d", m.name, tick.text, tick.cell, cells, free)
				}
				free = tick.cell + len(tick.text) + 1
			}
		}
	}
}

// What is in a chart reads without colour: every kind of time has a glyph of its own.
func TestTimelineGlyphsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range []string{glyphWork, glyphLate, glyphPeople, glyphGone, glyphPlan, glyphMore, glyphCut, glyphFailed, glyphOpen, glyphBroken} {
		if seen[g] || ansi.StringWidth(g) != 1 {
			t.Errorf("%q means two things, or is not one cell wide", g)
		}
		seen[g] = true
	}
}

// Whatever happened shows, be it ever so short.
func TestShortSpansShow(t *testing.T) {
	from := time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)
	sc := newTimescale(runbook.Timeline{Span: runbook.Span{From: from, To: from.Add(time.Hour)}}, 30)
	for _, at := range []time.Duration{0, time.Minute, 59*time.Minute + 59*time.Second} {
		for _, long := range []time.Duration{0, time.Millisecond, time.Second, 30 * time.Minute} {
			st, b := newStrip(30), newBars(sc)
			b.add(runbook.Span{From: from.Add(at), To: from.Add(at + long)}, work)
			b.draw(st, good)
			if strings.TrimSpace(plainText(st)) == "" {
				t.Errorf("%v at %v is not to be seen", long, at)
			}
		}
	}
}

func TestLateWorkIsMarked(t *testing.T) {
	s := &at(t, realBook(t), momentNamed(t, "running"), setup{}).m.s
	s.now = s.run.Stages[2].Started.Add(20 * time.Minute) // of 15
	text := plainLines(timelineLines(s, 116, 0))
	for _, want := range []string{"▓▓", "20:00 / 15m ▲", "pasado el plan", "═┫", "! "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q:\n%s", want, text)
		}
	}
}

func plainLines(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(plainText(l.spans) + "\n")
	}
	return b.String()
}

// The timeline opens over a run that goes on, with the clocks still in sight; a key shows and hides the steps.
func TestTimelineSheet(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{w: 80, h: 24})
	s.keys("T").sees("Línea de tiempo", "espera a personas", "Downtime", "↧", "Antes de empezar", "3.1 Verificar").seesNot("2.1 Detener") // as many as fit
	s.keys("s").sees("2.1 Detener").keys("G").sees("espera a personas")
	s.keys("s").seesNot("1.1 Verificar").keys("T").seesNot("espera a personas")
	s.keys("T", "esc").seesNot("espera a personas")
	tall := at(t, realBook(t), momentNamed(t, "running"), setup{w: 120, h: 50})
	tall.keys("T").sees("1.1 Verificar", "3.2 Ejecutar").keys("s").seesNot("1.1 Verificar")
}
