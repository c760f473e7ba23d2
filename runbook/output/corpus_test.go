package output

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"paso/runbook/output/hostile"
)

// Whatever a host sends, what follows it is seen, and nothing but text and colour is left of it.
func TestCorpusIsHarmless(t *testing.T) {
	const sentinel = "sentinel."
	for _, c := range hostile.Cases() {
		lines := filtered(c.Raw + "\n" + sentinel + "\n")
		for _, line := range lines {
			if bad := harmless(line); bad != "" {
				t.Errorf("%s gives %.80q: %s", c.Name, line, bad)
			}
			if bad := hides(line); bad != "" {
				t.Errorf("%s gives %.80q: %s hides text", c.Name, line, bad)
			}
		}
		if len(lines) == 0 || withoutStyle(lines[len(lines)-1]) != sentinel {
			t.Errorf("%s hides what follows it: %.200q", c.Name, lines)
		}
		if text := StripToText([]byte(c.Raw + "\n" + sentinel)); !strings.HasSuffix(text, "\n"+sentinel) || strings.ContainsAny(text, "\x1b\r\x00\x7f") {
			t.Errorf("%s as text is %.80q", c.Name, text)
		}
		for _, text := range []string{Sanitize(c.Raw + sentinel), SanitizeLines(c.Raw + sentinel)} {
			if !strings.HasSuffix(text, sentinel) || strings.Contains(text, "\x1b") {
				t.Errorf("%s as a string is %.80q", c.Name, text)
			}
			if bad := harmless(strings.ReplaceAll(text, "\n", " ")); bad != "" {
				t.Errorf("%s as a string is %.80q: %s", c.Name, text, bad)
			}
		}
	}
	t.Logf("%d cases", len(hostile.Cases()))
}

// hides tells which parameter of a display line's colours hides its text: what conceals, blinks or changes the font, and a
// background that equals the foreground.
func hides(line string) string {
	for _, m := range regexp.MustCompile(`\x1b\[([0-9;]*)m`).FindAllStringSubmatch(line, -1) {
		all := strings.Split(m[1], ";")
		fg, bg := "", ""
		for i := 0; i < len(all); i++ {
			n, _ := strconv.Atoi(all[i])
			switch {
			case n == 38 || n == 48:
				size := 3
				if all[i+1] == "2" {
					size = 5
				}
				if value := strings.Join(all[i+1:i+size], ";"); n == 38 {
					fg = value
				} else {
					bg = value
				}
				i += size - 1
			case 30 <= n && n < 38 || 90 <= n && n < 98:
				fg = strconv.Itoa(n)
			case 40 <= n && n < 48 || 100 <= n && n < 108:
				bg = strconv.Itoa(n - 10)
			case !slices.Contains([]int{0, 1, 2, 3, 4, 7, 9}, n):
				return m[1]
			}
		}
		if fg != "" && fg == bg {
			return m[1]
		}
	}
	return ""
}

// The network cuts where it likes: at every byte of every case the lines are the same.
func TestCorpusCutAtEveryByte(t *testing.T) {
	cuts := 0
	for _, c := range hostile.Cases() {
		if len(c.Raw) > 600 {
			continue // hours, and nothing new
		}
		raw := c.Raw + "\nsentinel.\n"
		want := filtered(raw)
		for at := range len(raw) {
			l := NewLines(0)
			l.parser.write([]byte(raw[:at]))
			if bad := harmless(l.Partial()); bad != "" {
				t.Fatalf("%s cut at %d shows %q: %s", c.Name, at, l.Partial(), bad)
			}
			l.parser.write([]byte(raw[at:]))
			l.Finish()
			cuts++
			if l.Len() != len(want) || l.Len() > 0 && l.Line(l.Len()-1) != want[len(want)-1] || l.Line(0) != want[0] {
				t.Fatalf("%s cut at %d: %q, want %q", c.Name, at, l.ring, want)
			}
		}
	}
	t.Logf("%d cuts", cuts)
}

// A secret is overwritten before the filter looks: what stars make of a sequence that it lay in must not hide anything either.
func TestCorpusInsideOfASecret(t *testing.T) {
	masks := 0
	for _, c := range hostile.Cases() {
		raw := withoutLineEnds(c.Raw)
		if len(raw) < MinSecret || len(raw) > 600 {
			continue
		}
		for _, part := range [][2]int{{0, len(raw)}, {1, len(raw)}, {0, len(raw) - 1}, {len(raw) / 3, len(raw)}, {0, 2 * len(raw) / 3}} {
			m, err := NewMask([]string{raw[part[0]:part[1]]})
			if err != nil {
				continue // too short
			}
			masks++
			all := masked(m, "a "+raw+"\nsentinel.\n")
			if strings.Contains(all, raw[part[0]:part[1]]) {
				t.Errorf("%s: the secret is left in %q", c.Name, all)
			}
			lines := filtered(all)
			if len(lines) < 2 || lines[len(lines)-1] != "sentinel." && withoutStyle(lines[len(lines)-1]) != "sentinel." {
				t.Errorf("%s masked hides what follows: %q", c.Name, lines)
			}
			for _, line := range lines {
				if bad := harmless(line); bad != "" {
					t.Errorf("%s masked gives %q: %s", c.Name, line, bad)
				}
			}
		}
	}
	t.Logf("%d secrets", masks)
}
