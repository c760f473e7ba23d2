package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// drawn is the picture of what a program wrote to a screen of 20x3.
func drawn(t *testing.T, wrote string) string {
	t.Helper()
	screen := vt.NewEmulator(20, 3)
	if _, err := screen.WriteString(strings.ReplaceAll(wrote, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
	x := &terminal{screen: screen, titles: titles{last: "a <title>"}}
	return string(draw(x.shot(), looks()["dark"]))
}

// The picture is XML whatever stands on the screen, and its text can be read and selected.
func TestPictureIsReadable(t *testing.T) {
	picture := drawn(t, "╭─ a < b & \"c\" ─╮\n│ 日本 \x1b[1;4mbold\x1b[0m \x1b[7m rev \x1b[0m│\n╰─ ✓ ░▒▓█ ╌╌ ━━━╯")
	var text strings.Builder
	for d := xml.NewDecoder(strings.NewReader(picture)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, picture)
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
	for _, want := range []string{"a <title>", `a < b & "c"`, "日", "本", "bold", "rev", "✓"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in the picture's text:\n%s", want, text.String())
		}
	}
	for _, want := range []string{`role="img"`, `font-weight="700" text-decoration="underline"`, `fill="#e4e4ec" shape-rendering`} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in\n%s", want, picture)
		}
	}
	if strings.ContainsAny(text.String(), "╭─│╰░▒▓█╌━") {
		t.Errorf("left to a font:\n%s", text.String())
	}
}

// Every character of the two blocks that has to meet its neighbours is drawn, but for double lines and diagonals.
func TestEveryBoxAndBlockIsAShape(t *testing.T) {
	c := &canvas{boxes: boxes(), dashes: dashes()}
	for r := '▀'; r <= '▟'; r++ {
		if !c.isShape(string(r)) {
			t.Errorf("%c is left to a font", r)
		}
	}
	for _, r := range "─━│┃┄┅┆┇┈┉┊┋┌┐└┘┏┓┗┛├┣┤┫┬┳┴┻┼╋╌╍╎╏╭╮╯╰╴╵╶╷╸╹╺╻╼╽╾╿" {
		if !c.isShape(string(r)) {
			t.Errorf("%c is left to a font", r)
		}
	}
}

// A run of letters has the width of its cells, and what fonts disagree about stands alone in its cell.
func TestTextsKeepToTheirCells(t *testing.T) {
	picture := drawn(t, "ab cd  ef ✓ gh")
	for _, want := range []string{`<text x="0" y="15" textLength="45"`, `<text x="63" y="15" textLength="18"`, `<text x="94.5" y="15" text-anchor="middle"`, `<text x="108" y="15"`} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %s in\n%s", want, picture)
		}
	}
}

func TestColours(t *testing.T) {
	l := looks()["dark"]
	if ink, ground := l.colours(uv.Style{Attrs: uv.AttrReverse}); ink != hex(l.paper) || ground != hex(l.ink) {
		t.Error(ink, ground)
	}
	if ink, ground := l.colours(uv.Style{Bg: l.paper}); ink != hex(l.ink) || ground != "" {
		t.Error(ink, ground)
	}
}

// Every moment that can be asked for is on exactly one tour.
func TestMomentsAreOnOneTour(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range momentNames() {
		if seen[name] {
			t.Errorf("%s is on two tours", name)
		}
		seen[name] = true
	}
	if !seen["run"] || len(seen) < 5 {
		t.Error(seen)
	}
}

// A title is taken out wherever the reads cut it, and the rest arrives.
func TestTitlesAreTakenOut(t *testing.T) {
	const wrote = "a\x1b[1mb\x1b]2;✗ one\ac\x1b]11;?\ad\x1b]2;two\a\x1b"
	for size := 1; size <= len(wrote); size++ {
		var x titles
		var out []byte
		for rest := []byte(wrote); len(rest) > 0; {
			n := min(size, len(rest))
			out, rest = append(out, x.without(rest[:n])...), rest[n:]
		}
		if got := string(out) + string(x.held); got != "a\x1b[1mbc\x1b]11;?\ad\x1b" || x.last != "two" {
			t.Fatalf("in pieces of %d: %q, title %q", size, got, x.last)
		}
	}
}
