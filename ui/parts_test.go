package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"paso/runbook"
	"paso/runbook/output"
)

func TestLineIsAsWideAsAsked(t *testing.T) {
	th := newTheme(darkTheme, false)
	texts := []string{"", "a", "paso", "日本語テキスト", "é́e", "👩‍🚀 emoji", "\x1b[31mred\x1b[0m", "tab\tand\nnewline", "\xff\xfe", strings.Repeat("界", 90)}
	for _, left := range texts {
		for _, right := range texts {
			for w := range 60 {
				l := ends([]span{strong(good, left), say(dim, " "+left)}, say(bad, right))
				if got := ansi.StringWidth(l.render(th, w)); got != w {
					t.Fatalf("%q and %q in %d cells: %d", left, right, w, got)
				}
			}
		}
	}
}

// A host or a runbook cannot put an escape sequence into a span.
func TestSpanIsFiltered(t *testing.T) {
	th := newTheme(plainTheme, false)
	drawn := row(say(plain, "a\x1b]52;c;aGV5\x07b\x1b[2Jc\u202ed")).render(th, 60)
	for _, bad := range []string{"\x1b]", "\x1b[2J", "\x07", "\u202e"} {
		if strings.Contains(drawn, bad) {
			t.Errorf("%q came through: %q", bad, drawn)
		}
	}
}

func TestMiddle(t *testing.T) {
	for text, want := range map[string]string{"short": "short", "iact_staging_20261123_141902.sql": "iact_…1123_141902.sql"} {
		if got := middle(text, 20); got != want && ansi.StringWidth(got) > 20 {
			t.Errorf("middle(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestGuard(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)
	var g guard
	if g.swallows(now) {
		t.Error("a guard that was not armed swallows")
	}
	g.arm(now)
	for range 5 {
		now = now.Add(quiet - time.Millisecond)
		if !g.swallows(now) {
			t.Fatal("a key within the quiet time came through")
		}
	}
	if now = now.Add(quiet); g.swallows(now) {
		t.Error("a key after a quiet moment was swallowed")
	}
}

func TestField(t *testing.T) {
	var f field
	press := func(names ...string) {
		for _, n := range names {
			f.key(keyOf(n))
		}
	}
	press("h", "o", "l", "a", "space", "m", "u", "n", "d", "o", "left", "left", "backspace", "N", "home", "delete", "H", "end", "!")
	if f.value() != "Hola muNdo!" {
		t.Error(f.value())
	}
	press("ctrl+w")
	if f.value() != "Hola " {
		t.Errorf("%q", f.value())
	}
	f.insert("a\nb\x1b[31m\tc\n")
	if f.value() != "Hola a b[31m c" {
		t.Errorf("%q", f.value())
	}
	f.hidden = true
	for w := 3; w < 40; w++ {
		spans := f.spans(w)
		if got := widthOf(spans); got > w {
			t.Errorf("%d cells in %d", got, w)
		}
		for _, s := range spans {
			if strings.ContainsAny(s.text, "Hola") {
				t.Errorf("a secret shows: %q", s.text)
			}
		}
	}
	f.wipe()
	if f.value() != "" {
		t.Error("not wiped")
	}
}

// The colours of a script never change its text.
func TestHighlighterKeepsText(t *testing.T) {
	for _, script := range []string{
		"python manage.py migrate --noinput # no", `echo "a $B ${C:?} $(date)" 'x # y' # z`, "a=\"two\nlines\" b", "cat <<'EOF'\nit's\nEOF", "", "  $", "ñandú 日本",
	} {
		var hl highlighter
		for _, text := range strings.Split(script, "\n") {
			got := ""
			for _, s := range hl.line(text, false) {
				got += s.text
			}
			if got != text {
				t.Errorf("%q became %q", text, got)
			}
		}
	}
}

func FuzzHighlighter(f *testing.F) {
	f.Add("echo \"$A\" 'b' # c")
	f.Fuzz(func(t *testing.T, script string) {
		script = strings.ToValidUTF8(script, "?")
		var hl highlighter
		for _, text := range strings.Split(script, "\n") {
			got := ""
			for _, s := range hl.line(text, false) {
				got += s.text
			}
			if got != text {
				t.Fatalf("%q became %q", text, got)
			}
		}
	})
}

func TestScriptMarks(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	lines := slices.Concat(scriptLines(&s.m.s, s.m.s.run.Steps["migrate"], s.m.s.run.Steps["migrate"].Current(), 120)...)
	if got := lines[1].spans[0].text; got != "✗ " {
		t.Errorf("the failed line is marked %q", got)
	}
	if len(lines[1].right) == 0 || len(lines[0].right) != 0 {
		t.Error("a time stands at the line that ran and at no other")
	}
	killed := *s.m.s.run.Steps["migrate"].Current()
	result := *killed.Result
	result.Line, result.Signal, killed.Result = 0, "KILL", &result
	lines = slices.Concat(scriptLines(&s.m.s, s.m.s.run.Steps["migrate"], &killed, 120)...)
	if got := lines[1].spans[0].text; got != "✗ " {
		t.Errorf("the last statement of a killed script is marked %q", got)
	}
	lines = slices.Concat(scriptLines(&s.m.s, s.m.s.run.Steps["backup"], s.m.s.run.Steps["backup"].Current(), 120)...)
	if got := lines[1].spans[0].text; got != "✓ " {
		t.Errorf("a line that ran is marked %q", got)
	}
}

func TestClocksWarn(t *testing.T) {
	for elapsed, want := range map[time.Duration]token{10 * time.Second: busy, 90 * time.Second: amber, 120 * time.Second: amber, 121 * time.Second: bad} {
		c := runbook.ClockReading{Started: true, Elapsed: elapsed, Clock: runbook.Clock{Budget: runbook.Duration(2 * time.Minute)}}
		if got := clockTone(c); got != want {
			t.Errorf("%s of 2 min: %d, want %d", elapsed, got, want)
		}
	}
}

// Without colour nothing is written but bold and reverse.
func TestPlainThemeHasNoColour(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{theme: plainTheme})
	for _, r := range s.m.frame().rows {
		for _, part := range strings.Split(r, "\x1b[")[1:] {
			code, _, _ := strings.Cut(part, "m")
			switch code {
			case "", "0", "1", "7", "1;7":
			default:
				t.Fatalf("SGR %q in %q", code, r)
			}
		}
	}
}

// A line that is folded keeps every character, and no row is wider than the screen.
func TestFoldedKeepsEverything(t *testing.T) {
	text := "PGPASSWORD=$DB_PASSWORD psql -c \"SELECT '日本語 ✓' FROM t\" && echo \u0301x 👩‍👩‍👧 fin"
	var hl highlighter
	for w := 12; w < 90; w++ {
		rows := foldLine(ends(append([]span{say(plain, "  1  ")}, hl.line(text, false)...), say(busy, "9 s")), 5, w)
		var all strings.Builder
		for i, r := range rows {
			if got := widthOf(r.spans) + widthOf(r.right); got > w {
				t.Fatalf("row %d is %d wide of %d", i, got, w)
			}
			for j, s := range r.spans {
				if j > 0 { // the number, or the indent
					all.WriteString(s.text)
				}
			}
		}
		if all.String() != output.Sanitize(text) {
			t.Fatalf("%d: %q", w, all.String())
		}
	}
}
