package ttytest

import (
	"testing"

	"paso/runbook/output/hostile"
)

func TestJudgeKnowsPaso(t *testing.T) {
	for _, own := range []string{
		"\x1b[?1049h\x1b[?25l\x1b[?1002h\x1b[?1006h\x1b[>1u\x1b[>4;2m\x1b]11;?\a\x1b[?2026$p\x1b[?5W\x1b[?u",
		"\x1b[H\x1b[2J\x1b[1;31mno\x1b[m \x1b[38;2;1;2;3;48;5;17mx\x1b[0m\r\n\x1b[36;120Hx\x1b[3C\x1b[K\x1b[5X\x1b[12`\x1b[4d\x1b[9b\x1b[1;36r\x1bM\t\b",
		"\x1b]2;◆ le espera · 3.2 Ejecutar · paso\a\x1b]2;paso · SUCCESS\a\x1b]9;4;1;39\a\x1b]7501;state=blocked:kind=permission\a\x1b]2;\a",
	} {
		if found := (Judge{W: 120, H: 36}).Foreign(own); len(found) > 0 {
			t.Errorf("%q: %q", own, found)
		}
	}
	for _, foreign := range []string{
		"\x1b[8m", "\x1b[5m", "\x1b[11m", "\x1b[38m", "\x1b[37;1H", "\x1b[250C", "\x1b]2;owned\a", "\x1b]52;c;eA==\a", "\x1b]9;4;3;5000\a", "\x1b[6n", "\x1b[c", "\x1bc", "\x1bP", "\x1b", "\x1b[", "\a", "\x00", "\u009b", "\x9b", "\u202e", "\x1b[?1000h",
	} {
		if found := (Judge{W: 36, H: 36}).Foreign("x" + foreign + "x"); len(found) == 0 {
			t.Errorf("%q is not found", foreign)
		}
	}
}

// Raw, every case of the corpus is found, but for those that are what paso could have written.
func TestJudgeFindsTheCorpus(t *testing.T) {
	found := 0
	for _, c := range hostile.Cases() {
		foreign := len((Judge{W: 200, H: 60}).Foreign(c.Raw)) > 0
		switch {
		case foreign:
			found++
		case !c.Own && !plainText(c.Raw):
			t.Errorf("%s: %.60q is not found", c.Name, c.Raw)
		}
	}
	t.Logf("%d of %d cases are foreign when they come through; the others are text, colour, or a move within the screen", found, len(hostile.Cases()))
}

// plainText holds for a case without a sequence in it: its characters are the filter's business and not that of a terminal.
func plainText(raw string) bool {
	for _, r := range raw {
		if r < 0x20 && r != '\n' && r != '\r' && r != '\t' && r != '\b' || r == 0x7f {
			return false
		}
	}
	return true
}
