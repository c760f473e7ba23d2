package output

import (
	"fmt"
	"html"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var sequences = regexp.MustCompile("\x1b\\[[^@-~\x1b]*[@-~]")

// A colour, or any other control sequence, in the middle of a secret does not show it; the sequence stays.
func TestMaskSecretInColours(t *testing.T) {
	m := newMask(t, secret)
	for _, sequence := range []string{"\x1b[31m", "\x1b[m", "\x1b[1;38;5;200m", "\x1b[K", "\x1b[0m\x1b[1m", "\x1b[?25l", "\x1b[\x1b[3m", "\x1b[3\x1b[4m"} {
		for at := 1; at < len(secret); at++ {
			raw := "a " + secret[:at] + sequence + secret[at:] + " b"
			want := "a " + stars(secret[:at]) + sequence + stars(secret[at:]) + " b"
			for cut := range raw {
				if got := masked(m, raw[:cut], raw[cut:]); got != want {
					t.Fatalf("%q cut at %d: %q", raw, cut, got)
				}
			}
		}
	}
	raw := strings.Join(strings.Split(secret, ""), "\x1b[1m\r\n\x1b[2m")
	if got := masked(m, raw); strings.Trim(sequences.ReplaceAllString(got, ""), "*\r\n") != "" {
		t.Errorf("every letter apart: %q", got)
	}
	if got := masked(m, "\x1b["+secret); strings.Contains(got, secret[1:]) {
		t.Errorf("an introducer that takes its first letter: %q", got)
	}
}

// What is masked of a text does not depend on the sequences between its bytes, wherever the stream is cut.
func TestMaskInColoursAsWithout(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m := newMask(t, secret, "ter2", "12345678")
	for range 3000 {
		var raw strings.Builder
		for raw.Len() < 60 {
			switch random.IntN(6) {
			case 0:
				raw.WriteString([]string{"\x1b[31m", "\x1b[m", "\x1b[1;2H", "\n"}[random.IntN(4)])
			case 1:
				at := random.IntN(len(secret))
				raw.WriteString(secret[:at] + "\x1b[31m" + secret[at:])
			default:
				at := random.IntN(len(secret))
				raw.WriteString((secret + "12345678")[at : at+random.IntN(4)])
			}
		}
		text := raw.String()
		want := masked(m, sequences.ReplaceAllString(text, ""))
		one, two := random.IntN(len(text)), random.IntN(len(text))
		got := masked(m, text[:min(one, two)], text[min(one, two):max(one, two)], text[max(one, two):])
		if sequences.ReplaceAllString(got, "") != want || len(got) != len(text) {
			t.Fatalf("%q cut at %d and %d:\n got %q\nwant %q", text, one, two, got, want)
		}
	}
}

// However a shell, or a page, writes a secret, it is masked: judged by bash itself.
func TestMaskQuoted(t *testing.T) {
	count := 0
	for _, secret := range []string{"it's $HOME", `a"b\c`, "tick`s & more;", "x!y (z) {a,b}", "línea\ndos 'o' más", "tab\there", "<b>&amp;\"'", "~tilde*?[x]", `back\\slash\`} {
		m := newMask(t, secret)
		for _, script := range []string{
			`printf %q "$1"`, `printf '%s' "${1@Q}"`, `set -x; : "$1"`, `declare -p 1`, `v=$1; declare -p v`, `printf %s "$1" | od -An -v -tx1 | tr -d ' \n'`,
			`printf %s "$1" | base64`, `printf %s "$1" | fold -w 5`,
		} {
			cmd := exec.Command("bash", "-c", script+" 2>&1", "bash", secret)
			cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"}
			out, err := cmd.CombinedOutput()
			if err != nil {
				continue // declare -p 1 is no variable
			}
			count++
			got := masked(m, string(out))
			rest := strings.NewReplacer("set -x", "", "declare -- v=", "", "+ :", "", "$'", "", "'", "", `"`, "", "*", "", "\n", "", " ", "", "=", "").Replace(got)
			if strings.TrimPrefix(rest, `\`) != "" { // the one before a ~ in front is none of it
				t.Errorf("%q by %s, %q, gives %q", secret, script, out, got)
			}
		}
		count += 3
		for _, written := range []string{html.EscapeString(secret), fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)} {
			if got := masked(m, written); strings.Trim(got, "*\n") != "" {
				t.Errorf("%q as %q gives %q", secret, written, got)
			}
		}
	}
	t.Logf("%d spellings", count)
}
