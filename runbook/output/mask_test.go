package output

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"paso/runbook/fuzztest"
)

const secret = `s3cr/t p@ss+"ñ`

func newMask(t testing.TB, secrets ...string) *Mask {
	t.Helper()
	m, err := NewMask(secrets)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// masked masks a stream that comes in these chunks.
func masked(m *Mask, chunks ...string) string {
	var out []byte
	for _, chunk := range chunks {
		out = append(out, m.Mask([]byte(chunk), false)...)
	}
	return string(append(out, m.Flush()...))
}

// stars is s with everything but line ends overwritten.
func stars(s string) string {
	b := []byte(s)
	overwrite(b, false)
	return string(b)
}

func TestMaskText(t *testing.T) {
	m := newMask(t, secret, "hunter2hunter2", "hunter2", "inner", "an inner secret")
	for _, test := range []struct{ name, raw, want string }{
		{"nothing", "", ""},
		{"no secret", "all good\n", "all good\n"},
		{"alone", secret, stars(secret)},
		{"within", "a " + secret + " b", "a " + stars(secret) + " b"},
		{"twice", secret + secret, stars(secret + secret)},
		{"one in the other", "hunter2hunter2", "**************"},
		{"the shorter one", "hunter2hunter", "*******hunter"},
		{"one in the beginning of the other", "an inner secre", "an ***** secre"},
		{"overlapping", "hunter2hunter2hunter2", "*********************"},
		{"nearly", "hunter hunter3", "hunter hunter3"},
		{"a beginning at the end", "xhunt", "xhunt"},
		{"false start", "huhunter2", "hu*******"},
		{"broken by a line end", "x hun\nter2 y", "x ***\n**** y"},
		{"broken by CRLF, more than once", "h\r\nunt\r\ner2\r\n", "*\r\n***\r\n***\r\n"},
		{"case matters", "HUNTER2", "HUNTER2"},
	} {
		got := masked(m, test.raw)
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// However a secret is encoded and wherever it stands in the encoded data, nothing that gives it away is left.
func TestMaskEncodings(t *testing.T) {
	for _, secret := range []string{secret, "abcd", "contraseña larga & más", "a/b?c=d e", "tres\nlíneas de\nclave"} {
		m := newMask(t, secret)
		for _, encode := range []func(string) string{
			url.QueryEscape, url.PathEscape,
			func(s string) string { return strings.ToLower(url.QueryEscape(strings.ToLower(s))) },
			func(s string) string { return fmt.Sprintf("%q", s) },
		} {
			if strings.ContainsAny(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
				t.Fatal("the secrets of this test are in small letters")
			}
			raw := encode(secret)
			got := strings.Trim(masked(m, "x="+raw+"&"), `"`)
			if strings.Trim(got, `x=&"*`) != "" {
				t.Errorf("%q as %q gives %q", secret, raw, got)
			}
		}
		for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding} {
			for _, before := range []string{"", "u", "us", "use", "user:"} {
				for _, after := range []string{"", "\n", "@h", "@host"} {
					checkBase64(t, m, encoding, before, secret, after)
				}
			}
		}
	}
}

// checkBase64 wants every digit masked that holds bits of the secret and of nothing else.
func checkBase64(t *testing.T, m *Mask, encoding *base64.Encoding, before, secret, after string) {
	t.Helper()
	raw := encoding.EncodeToString([]byte(before + secret + after))
	got := masked(m, raw)
	from, to := (len(before)*8+5)/6, (len(before)+len(secret))*8/6
	if len(got) != len(raw) || got[from:to] != stars(raw[from:to]) {
		t.Errorf("%q between %q and %q, %s, gives %s", secret, before, after, raw, got)
	}
	if before == "" && (after == "" || after == "\n") && strings.Trim(got, "*=") != "" {
		t.Errorf("%q alone, %s, gives %s", secret, raw, got)
	}
	folded := raw[:len(raw)/2] + "\r\n" + raw[len(raw)/2:]
	if again := strings.ReplaceAll(masked(m, folded), "\r\n", ""); again != got {
		t.Errorf("folded: %q gives %q", folded, again)
	}
}

func TestMaskLinesOfASecret(t *testing.T) {
	key := "-----BEGIN KEY-----\nAAAABBBBCCCC\r\nDDDD\n-----END KEY-----\n"
	m := newMask(t, key)
	if got := masked(m, "x "+key+"y"); got != "x "+stars(key)+"y" {
		t.Errorf("whole: %q", got)
	}
	if got := masked(m, "line 2: AAAABBBBCCCC."); got != "line 2: ************." {
		t.Errorf("one line of it: %q", got)
	}
	if got := masked(m, "DDDD"); got != "DDDD" {
		t.Errorf("a line too short to be masked by itself: %q", got)
	}
}

func TestMaskURLs(t *testing.T) {
	m := newMask(t)
	for raw, want := range map[string]string{
		"postgres://iact:s3cret@db:5432/iact":         "postgres://iact:******@db:5432/iact",
		"DATABASE_URL=postgres://u:p@h\n":             "DATABASE_URL=postgres://u:*@h\n",
		"redis://:pass@h:6379/0":                      "redis://:****@h:6379/0",
		"https://me@corp.example:pass@h/x":            "https://me@corp.example:****@h/x",
		"https://u:p@ss@h/x":                          "https://u:****@h/x",
		"https://u:p#s?s@h/x":                         "https://u:*****@h/x",
		"two http://a:b@c http://d:eee@f":             "two http://a:*@c http://d:***@f",
		"a:b://u:p@h":                                 "a:b://u:*@h",
		"http://h:8080/x@y":                           "http://h:8080/x@y",
		"http://h:8080 mail@example.com":              "http://h:8080 mail@example.com",
		"ssh://git@h:22/repo":                         "ssh://git@h:22/repo",
		"git@h:repo.git":                              "git@h:repo.git",
		"see http://h\nuser:p@h":                      "see http://h\nuser:p@h",
		"\"http://u:p\" <x@y>":                        "\"http://u:p\" <x@y>",
		"http://u:" + strings.Repeat("x", 5000) + "@": "http://u:" + strings.Repeat("x", 5000) + "@",
		"http://u:":                                   "http://u:",
		":::///://u:pp@":                              ":::///://u:**@",
	} {
		if got := masked(m, raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
		var bytewise []string
		for i := range len(raw) {
			bytewise = append(bytewise, raw[i:i+1])
		}
		if got := masked(m, bytewise...); got != want {
			t.Errorf("%q byte by byte: got %q, want %q", raw, got, want)
		}
	}
}

// A secret and a URL may overlap; both are covered.
func TestMaskSecretAndURL(t *testing.T) {
	m := newMask(t, "user:pass12", "12@host")
	if got, want := masked(m, "x://user:pass12@host/"), "x://****************/"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMaskSplitAtEveryOffset(t *testing.T) {
	m := newMask(t, secret, "hunter2")
	raw := "x" + secret + "\r\nhun\r\nter2 " + base64.StdEncoding.EncodeToString([]byte("ab"+secret)) + " x://u:pw@h y"
	want := masked(m, raw)
	if strings.Contains(want, "pw@") || strings.Contains(want, "ter2") || strings.Count(want, "*") < len(secret)+7+len(secret) {
		t.Fatalf("unsplit: %q", want)
	}
	for i := range len(raw) + 1 {
		for j := i; j <= len(raw); j++ {
			if got := masked(m, raw[:i], raw[i:j], raw[j:]); got != want {
				t.Fatalf("split at %d and %d:\n got %q\nwant %q", i, j, got, want)
			}
		}
	}
}

// The end of one secret may be the beginning of another.
func TestMaskSecretsInARow(t *testing.T) {
	m := newMask(t, "hunter2", "er2-tail")
	if got, want := masked(m, "x hunter2", "-tail y"), "x ************ y"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMaskHoldsBackNoMoreThanItMust(t *testing.T) {
	m := newMask(t, "hunter2")
	for _, step := range []struct{ chunk, want string }{
		{"Password: ", "Password: "},
		{"see hun", "see "},
		{"gry", "hungry"},
		{" hunter", " "},
		{"\r\n", ""},
		{"2!", "******\r\n*!"},
		{"hunter2\r\n", "*******\r\n"},
		{"http://h:80", "http://h:"},
		{"80/ ", "8080/ "},
	} {
		if got := string(m.Mask([]byte(step.chunk), false)); got != step.want {
			t.Errorf("after %q: got %q, want %q", step.chunk, got, step.want)
		}
	}
	if got := string(m.Mask([]byte("hunt"), true)); got != "hunt" {
		t.Errorf("final: got %q", got)
	}
	if got := string(m.Mask([]byte("er2"), false)); got != "er2" {
		t.Errorf("a new stream goes on with the old one: got %q", got)
	}
}

// A host that sends line ends for ever in the middle of a secret cannot make the mask keep them all.
func TestMaskHoldsBackABoundedTail(t *testing.T) {
	m := newMask(t, "hunter2")
	in, out := 0, 0
	for range 1000 {
		chunk := bytes.Repeat([]byte("\n"), 1000)
		if in == 0 {
			chunk = []byte("hunt")
		}
		in += len(chunk)
		out += len(m.Mask(chunk, false))
		if in-out > maxHeld {
			t.Fatalf("holds back %d bytes", in-out)
		}
	}
	rest := m.Mask([]byte("er2"), true)
	if in+3 != out+len(rest) || !bytes.HasSuffix(rest, []byte("\n***")) {
		t.Errorf("got %d bytes of %d, ending in %q", out+len(rest), in+3, rest[max(0, len(rest)-5):])
	}
}

func TestMaskDoesNotChangeTheChunk(t *testing.T) {
	chunk := []byte("hunter2")
	first := newMask(t, "hunter2").Mask(chunk, true)
	if string(chunk) != "hunter2" || string(first) != "*******" {
		t.Errorf("chunk is %q, result %q", chunk, first)
	}
}

func TestShortSecrets(t *testing.T) {
	for _, short := range []string{"", "abc", "ñññ", "a\r\nb\nc"} {
		_, err := NewMask([]string{"long enough", short})
		refused, ok := errors.AsType[*ShortSecretError](err)
		if !ok || refused.Index != 1 {
			t.Errorf("%q: got %v, want it refused", short, err)
		}
	}
	if _, err := NewMask([]string{"ñññé"}); err != nil {
		t.Errorf("four characters: %v", err)
	}
}

// A long key has more states than rows; both halves of the automaton must agree.
func TestMaskLongSecret(t *testing.T) {
	var key strings.Builder
	digits := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		key.WriteByte("abcdefghij"[digits.IntN(10)])
	}
	m := newMask(t, key.String(), key.String()[1000:1500]+"X")
	if len(m.secrets.nodes) <= maxRows {
		t.Fatalf("%d states, want more than %d", len(m.secrets.nodes), maxRows)
	}
	raw := "abc" + key.String()[:2000] + key.String() + "\n" + key.String()[900:1500] + "X"
	at := 3 + 2000
	want := raw[:at] + stars(key.String()) + "\n" + key.String()[900:1000] + stars(key.String()[1000:1500]+"X")
	if got := masked(m, raw[:4000], raw[4000:]); got != want {
		t.Errorf("differs at %d of %d", firstDifference(got, want), len(want))
	}
	folded := strings.Join(slices.Collect(chunks(key.String(), 76)), "\r\n")
	if got := masked(m, folded); got != stars(folded) {
		t.Errorf("folded: differs at %d", firstDifference(got, stars(folded)))
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(key.String()))
	if got := masked(m, encoded); strings.Trim(got, "*=") != "" {
		t.Errorf("base64 of it: %q", got)
	}
}

// chunks cuts s into pieces of n bytes.
func chunks(s string, n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(s) > 0 && yield(s[:min(n, len(s))]) {
			s = s[min(n, len(s)):]
		}
	}
}

func firstDifference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func FuzzMask(f *testing.F) {
	f.Add("hunter2", "x hun", "ter2\nhttp://u:p@h")
	f.Add("pass\nword", "pass\r\nword", " cGFzcwp3b3Jk")
	f.Add("aaaa", "aaa\naaa", "aab")
	f.Add("ab:cd@e", "x://ab:cd", "@e")
	f.Fuzz(func(t *testing.T, secret, a, b string) {
		m, err := NewMask([]string{secret})
		if err != nil {
			return
		}
		needle := withoutLineEnds(secret)
		for _, raw := range []string{a + b, a + secret + b, a + needle[:1] + "\r\n" + needle[1:] + b} {
			var whole string
			fuzztest.Quick(t, func() { whole = masked(m, raw) })
			if len(whole) != len(raw) {
				t.Fatalf("%d bytes became %d", len(raw), len(whole))
			}
			for i := range len(raw) {
				if whole[i] != raw[i] && (whole[i] != '*' || lineEnd(raw[i])) {
					t.Fatalf("byte %d became %q", i, whole[i])
				}
			}
			if !strings.Contains(needle, "*") && strings.Contains(withoutLineEnds(whole), needle) {
				t.Fatalf("%q is left in %q", secret, whole)
			}
			cut := len(raw) * 2 / 3
			if got := masked(m, raw[:len(a)], raw[len(a):max(len(a), cut)], raw[max(len(a), cut):]); got != whole {
				t.Fatalf("split: got %q, want %q", got, whole)
			}
		}
	})
}
