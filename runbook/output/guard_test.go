package output

import (
	"errors"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	raw := "año\r\n\x1b]0;t\x07x\n\ttab\u202e\x9b\n\n世 end"
	want := "año\n␛]0;t␇x\n tab<U+202E>�\n\n世 end"
	for cut := range len(raw) {
		var got strings.Builder
		g := NewGuard(&got)
		for _, part := range []string{raw[:cut], raw[cut:]} {
			if n, err := g.Write([]byte(part)); n != len(part) || err != nil {
				t.Fatalf("Write gives %d, %v", n, err)
			}
		}
		// A "\r" that comes before its "\n" in another write is a blank, as any other.
		if strings.ReplaceAll(got.String(), "año \n", "año\n") != want {
			t.Fatalf("cut at %d: got %q, want %q", cut, got.String(), want)
		}
	}
	if _, err := NewGuard(full{}).Write([]byte("x")); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
