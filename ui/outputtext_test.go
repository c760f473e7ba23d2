package ui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// nasty is what programs print: wide letters, emoji, marks, tabs, bars, colours, and a line without an end.
const nasty = "ab日本語cd\x1b[31mrojo 🙂🙂 é́e\x1b[0m\ttab\n" +
	"10%\r55%\r\x1b[K100% done\n" +
	"👩‍🚀 \x1b[1;44m한국어\x1b[0m fin\n" +
	"\x1b]0;title\x07plain\x1b[2J text\n"

func nastyPane() *outputPane {
	p := newOutputPane()
	p.write([]byte(nasty + strings.Repeat("界x", 600_000)))
	return p
}

// At every column, also in the middle of a wide letter, a row is as wide as its pane, its
// colours end where it does, and what shows is what stands there.
func TestEveryColumn(t *testing.T) {
	th := newTheme(darkTheme, false)
	p := nastyPane()
	for _, needle := range []string{"", "語c", "x"} {
		p.seek(needle)
		for col := range 20 {
			for w := 1; w < 20; w++ {
				p.toTop()
				p.col = col
				for _, l := range p.view(w, 9) {
					text := l.render(th, w)
					if got := ansi.StringWidth(text); got != w {
						t.Fatalf("col %d, %d cells wide in %d: %q", col, got, w, text)
					}
					for _, s := range l.spans {
						if s.raw && strings.Contains(s.text, "\x1b[") && !strings.HasSuffix(s.text, "\x1b[0m") {
							t.Fatalf("colour runs on: %q", s.text)
						}
					}
				}
			}
		}
	}
}

// Half of a wide letter is a blank, and the columns behind it stay where they are.
func TestCutInHalf(t *testing.T) {
	for col, want := range []string{"ab日…", "b日 …", "日本…", " 本 …", "本語…", " 語cd", "語cd", " cd", "cd", "d", ""} {
		got := ""
		for _, s := range cutText("ab日本語cd", part{col, 5}, true, nil, false) {
			got += s.text
		}
		if strings.TrimRight(got, " ") != strings.TrimRight(want, " ") && got != want {
			t.Errorf("col %d: %q, want %q", col, got, want)
		}
	}
}

func TestAside(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.p.print("migrate", 1, "\n"+strings.Repeat("0123456789", 30)+"\n")
	s.settle()
	s.keys("left").seesNot("→ col").keys("right").sees("→ col 9").keys("right", "left", "left").seesNot("→ col")
	s.keys("o", "shift+right").sees("→ col 116").keys("shift+right", "shift+right", "shift+right").sees("→ col 185").keys("w").seesNot("→ col").sees("partidas")
}

// A million bytes without a newline, and a bar of a million carriage returns, are one row.
func TestEndlessLine(t *testing.T) {
	p := nastyPane()
	if got := p.count(); got != 5 {
		t.Error(got)
	}
	p = newOutputPane()
	for i := range 20_000 {
		p.write(fmt.Appendf(nil, "\r%d%%", i))
	}
	if got := shown(p, 30, 3); len(got) != 1 || got[0] != "19999%" {
		t.Error(got)
	}
}
