package hostile

import (
	"strings"
	"testing"
)

func TestCorpus(t *testing.T) {
	seen, of := map[string]bool{}, map[string]int{}
	for _, c := range Cases() {
		if c.Name == "" || c.Raw == "" || seen[c.Name] || strings.Contains(c.Raw, "sentinel-") {
			t.Errorf("%q is no case", c.Name)
		}
		seen[c.Name] = true
		kind, _, _ := strings.Cut(c.Name, ":")
		of[kind]++
	}
	if len(seen) < 200 {
		t.Errorf("only %d cases", len(seen))
	}
	t.Logf("%d cases: %v", len(seen), of)
}
