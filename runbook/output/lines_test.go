package output

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"paso/runbook/fuzztest"
)

func TestRing(t *testing.T) {
	l := NewLines(3)
	if l.Len() != 0 || l.Line(0) != "" || l.Partial() != "" {
		t.Error("a new one is not empty")
	}
	for i := range 8 {
		fmt.Fprintf(l, "line %d\n", i)
	}
	if l.Len() != 3 || l.Total() != 8 || l.Dropped() != 5 {
		t.Fatalf("Len %d, Total %d, Dropped %d, want 3, 8, 5", l.Len(), l.Total(), l.Dropped())
	}
	for i := range 3 {
		if want := fmt.Sprintf("line %d", i+5); l.Line(i) != want {
			t.Errorf("Line(%d) is %q, want %q", i, l.Line(i), want)
		}
	}
	if l.Line(-1) != "" || l.Line(3) != "" || l.Plain(99) != "" {
		t.Error("outside: want nothing")
	}
}

// TestPass: passing over lines that would be dropped changes nothing of what is kept.
func TestPass(t *testing.T) {
	passed := 0
	for _, data := range []string{
		strings.Repeat("a line\n", 20), "end of one\n" + strings.Repeat("x\r\ny\rz\b\n", 9) + "partial",
		"\n\n\n\n\n\n", strings.Repeat("ñandú ☃ \t\x00\n", 9) + "☃", "\x1b[31m" + strings.Repeat("red\n", 9), strings.Repeat("a\u009b31mb\n", 9),
		"half\x1b[3", "1m a sequence\n" + strings.Repeat("red\n", 9), "\x1b[m\n", strings.Repeat("\x9b31m raw\n", 9), "no end", "", "1\n2\n3\n", "1\n2\n3\n4\n",
	} {
		for _, before := range []string{"", "old 1\nold 2\nunended ", "\x1b[32mgreen\n", "\xe2\x98", "\x1b]0;title"} {
			whole, quick := NewLines(3), NewLines(3)
			for _, l := range []*Lines{whole, quick} {
				fmt.Fprint(l, before)
			}
			fmt.Fprint(whole, data)
			n := quick.Pass([]byte(data))
			fmt.Fprint(quick, data[n:])
			passed += n
			if got, want := kept(quick), kept(whole); got != want {
				t.Errorf("%q after %q, %d passed:\n%s\nwant\n%s", data, before, n, got, want)
			}
		}
	}
	if passed == 0 {
		t.Error("nothing was passed")
	}
}

func kept(l *Lines) string {
	all := fmt.Sprintln(l.Len(), l.Total(), l.Dropped())
	for i := range l.Len() {
		all += fmt.Sprintf("%q\n", l.Line(i))
	}
	return all + fmt.Sprintf("%q", l.Partial())
}

func TestPartial(t *testing.T) {
	l := NewLines(0)
	for _, step := range []struct{ write, partial, plain string }{
		{"¿Seguir? \x1b[1m[s/N]", "¿Seguir? \x1b[1m[s/N]\x1b[0m", "¿Seguir? [s/N]"},
		{"\x1b]0;hidden", "¿Seguir? \x1b[1m[s/N]␛]0;hidden\x1b[0m", "¿Seguir? [s/N]␛]0;hidden"},
		{" title\x07 ", "¿Seguir? \x1b[1m[s/N] \x1b[0m", "¿Seguir? [s/N] "},
		{"\r\n", "", ""},
		{"\x1b[m10%\r20", "20%", "20%"},
	} {
		fmt.Fprint(l, step.write)
		for range 2 { // looking changes nothing
			if got := l.Partial(); got != step.partial {
				t.Errorf("after %q: Partial is %q, want %q", step.write, got, step.partial)
			}
		}
		if got := l.PartialPlain(); got != step.plain {
			t.Errorf("after %q: PartialPlain is %q, want %q", step.write, got, step.plain)
		}
	}
	if l.Len() != 1 || l.Plain(0) != "¿Seguir? [s/N] " {
		t.Errorf("lines are %d, the first %q", l.Len(), l.Plain(0))
	}
}

func TestFinishThenMore(t *testing.T) {
	l := NewLines(0)
	fmt.Fprint(l, "a")
	l.Finish()
	l.Finish()
	fmt.Fprint(l, "b\n")
	if l.Len() != 2 || l.Line(0) != "a" || l.Line(1) != "b" {
		t.Errorf("got %d lines, %q, %q", l.Len(), l.Line(0), l.Line(1))
	}
}

func TestLongLine(t *testing.T) {
	raw := strings.Repeat("x", 90_000)
	got := filtered(raw + "\nnext\n")
	if len(got) != 2 || got[1] != "next" {
		t.Fatalf("got %d lines", len(got))
	}
	shownText, count, ok := strings.Cut(got[0], "… +")
	if !ok || utf8.RuneCountInString(got[0]) > MaxCells {
		t.Fatalf("a line of %d cells ends in %q", utf8.RuneCountInString(got[0]), got[0][len(got[0])-30:])
	}
	if want := fmt.Sprintf("%d bytes", 90_000-len(shownText)); count != want {
		t.Errorf("says %q are left out, want %q", count, want)
	}
	for name, raw := range map[string]string{
		"exactly at the limit":    strings.Repeat("x", MaxCells),
		"erased after the limit":  raw + "\r\x1b[Kx",
		"all erased after limit":  raw + "\x1b[2K\rx",
		"wide runes to the limit": strings.Repeat("世", MaxCells/2),
	} {
		if got := filtered(raw); strings.Contains(got[0], "… +") {
			t.Errorf("%s: cut", name)
		}
	}
	wide := filtered(strings.Repeat("世", MaxCells/2+1))[0]
	if !strings.HasSuffix(wide, " bytes") {
		t.Error("one wide rune too many: not cut")
	}
}

// However long and colourful the lines are, they do not take more memory than there is to be taken.
func TestBytesAreBounded(t *testing.T) {
	l := NewLines(0)
	var line strings.Builder
	for i := range 9_000 {
		fmt.Fprintf(&line, "\x1b[38;2;%d;%d;%dmx", i%256, i/256, i%7)
	}
	line.WriteString("\n")
	for range 200 {
		fmt.Fprint(l, line.String())
	}
	kept := 0
	for i := range l.Len() {
		kept += len(l.Line(i))
	}
	if kept > maxKept || kept != l.bytes || kept == 0 {
		t.Errorf("keeps %d bytes and counts %d, want at most %d", kept, l.bytes, maxKept)
	}
	if l.Total() != 200 || l.Dropped() != 200-l.Len() || l.Line(l.Len()-1) == "" {
		t.Errorf("Total %d, Dropped %d, Len %d", l.Total(), l.Dropped(), l.Len())
	}
	for range 20_000 {
		fmt.Fprintln(l, "short")
	}
	if l.Len() != DefaultLines || l.Total() != 20_200 || l.Plain(0) != "short" {
		t.Errorf("afterwards Len %d, Total %d", l.Len(), l.Total())
	}
}

func TestStripToText(t *testing.T) {
	for raw, want := range map[string]string{
		"": "",
		"\x1b[31mred\x1b[0m\r\n\x1b]0;t\x07 50%\r100%\n": "red\n100%",
		"a\n\nb": "a\n\nb",
	} {
		if got := StripToText([]byte(raw)); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}

func TestSanitize(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                 "",
		"Fix login":                        "Fix login",
		"Corrige la sesión 世界 ✔\ufe0f":     "Corrige la sesión 世界 ✔\ufe0f",
		"a\nb\r\nc\td":                     "a b c d",
		"\x1b[31mred\x1b[0m":               "␛[31mred␛[0m",
		"\x1b]0;t\x07x\x00\x7f":            "␛]0;t␇x␀␡",
		"a\u009b31m\x9bb":                  "a<U+009B>31m�b",
		"user\u202etxt\u200b":              "user<U+202E>txt<U+200B>",
		"e\u0301 \u0301\u0301":             "e\u0301 <U+0301><U+0301>",
		"\u0301":                           "<U+0301>",
		"\ufe0f":                           "<U+FE0F>",
		"a" + strings.Repeat("\u0301", 13): "a" + strings.Repeat("\u0301", 12) + "<U+0301>",
	} {
		if got := Sanitize(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;]+m`)

// harmless reports what in a display line must not be there.
func harmless(line string) string {
	text := sgr.ReplaceAllString(line, "")
	if !utf8.ValidString(text) {
		return "not UTF-8"
	}
	for _, r := range text {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs) {
			return fmt.Sprintf("rune %U", r)
		}
	}
	if last := sgr.FindAllString(line, -1); len(last) > 0 && last[len(last)-1] != reset {
		return "a style that does not end"
	}
	return ""
}

func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		"a\r\nb\x1b[1;31mc\x1b[0m\n", "\x1b]0;t\x07\x1bPx\x1b\\", "\x1b]never\n", "\x9b31m\u009b\u202e", "世\r界\x1b[2G\x1b[1Kx\t\b",
		"e\u0301\ufe0f✔\ufe0f", "\x1b[38;2;1;2;3;48:5:200;4:3mx\x1b[30;40my", strings.Repeat("x", MaxCells+5),
	} {
		f.Add([]byte(seed), 3)
	}
	f.Fuzz(func(t *testing.T, raw []byte, cut int) {
		var whole []string
		fuzztest.Quick(t, func() { whole = filtered(string(raw)) })
		for _, line := range whole {
			if bad := harmless(line); bad != "" {
				t.Fatalf("%q gives %q: %s", raw, line, bad)
			}
			if again := filtered(line); line != "" && (len(again) != 1 || again[0] != line) {
				t.Fatalf("%q filtered again is %q", line, again)
			}
			if bad := harmless(withoutStyle(line)); bad != "" || strings.Contains(withoutStyle(line), "\x1b") {
				t.Fatalf("%q without style is %q", line, withoutStyle(line))
			}
		}
		at := min(max(cut, 0), len(raw))
		l := NewLines(0)
		l.parser.write(raw[:at])
		if bad := harmless(l.Partial()); bad != "" {
			t.Fatalf("partial of %q: %s", raw[:at], bad)
		}
		l.parser.write(raw[at:])
		l.Finish()
		for i, want := range whole {
			if l.Line(i) != want {
				t.Fatalf("%q cut at %d: line %d is %q, want %q", raw, at, i, l.Line(i), want)
			}
		}
	})
}

func FuzzSanitize(f *testing.F) {
	for _, seed := range []string{"a\nb", "\x1b[31m\u009b\x9b", "e\u0301\ufe0f", "\u202e\r\n\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var clean string
		fuzztest.Quick(t, func() { clean = Sanitize(s) })
		if bad := harmless(clean); bad != "" || strings.Contains(clean, "\x1b") {
			t.Fatalf("%q gives %q: %s", s, clean, bad)
		}
		if again := Sanitize(clean); again != clean {
			t.Fatalf("%q again is %q", clean, again)
		}
	})
}
