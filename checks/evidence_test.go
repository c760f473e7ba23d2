package checks

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestMask(t *testing.T) {
	tests := []struct{ in, want string }{
		{"postgres://iact:s3cret@db:5432/x", "postgres://iact:***@db:5432/x"},
		{"DATABASE_URL=postgres://u:p@ss/w:rd@db/x", "DATABASE_URL=postgres://u:***@db/x"},
		{"redis://:pw@h:6379/0", "redis://:***@h:6379/0"},
		{"a https://u:p1@h/x and http://v:p2@i/y", "a https://u:***@h/x and http://v:***@i/y"},
		{"https://ghp_abc@github.com/o/r", "https://***@github.com/o/r"},
		{"ssh://git@github.com/o/r", "ssh://git@github.com/o/r"},
		{"http://localhost:8000/users/@me", "http://localhost:8000/users/@me"},
		{"http://localhost:8000/api/health/", "http://localhost:8000/api/health/"},
		{"PGPASSWORD=x psql --token=abc", "PGPASSWORD=*** psql --token=***"},
		{"password authentication failed", "password authentication failed"},
	}
	for _, tt := range tests {
		if got := mask(tt.in); got != tt.want {
			t.Errorf("mask(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestEvidenceIsBounded(t *testing.T) {
	many := evidence(strings.Repeat("line\n", 1000))
	if n := strings.Count(many, "\n") + 1; n != maxEvidenceLines || !strings.HasSuffix(many, "\n…") {
		t.Errorf("%d lines, ends %q", n, many[len(many)-8:])
	}
	long := evidence(strings.Repeat(strings.Repeat("ñ", 500)+"\n", 10))
	if len(long) > maxEvidenceBytes || !utf8.ValidString(long) {
		t.Errorf("%d bytes, valid %v", len(long), utf8.ValidString(long))
	}
}

func TestEvidenceMasksBeforeItCuts(t *testing.T) {
	// The password crosses the border of a line's length: half of it must not be left.
	line := strings.Repeat("x", maxLineBytes-30) + " postgres://user:" + strings.Repeat("secret", 20) + "@db"
	if got := evidence(line); strings.Contains(got, "secret") {
		t.Error(got)
	}
}

func TestEvidenceObeysNoEscape(t *testing.T) {
	got := evidence("\x1b[31mERROR\x1b[0m boom\x07 \x1b]0;title\x07 a\u202eb\xff\n\n\tnext\r\n")
	if want := "ERROR boom ]0;title ab�\nnext"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzEvidence(f *testing.F) {
	f.Add("postgres://u:p@h\n\x1b[1mx")
	f.Fuzz(func(t *testing.T, text string) {
		got := evidence(text)
		if len(got) > maxEvidenceBytes || strings.Count(got, "\n") >= maxEvidenceLines || !utf8.ValidString(got) {
			t.Fatalf("%q", got)
		}
		for _, r := range got {
			if r != '\n' && unicode.IsControl(r) {
				t.Fatalf("%q", got)
			}
		}
	})
}
