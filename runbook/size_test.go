package runbook

import "testing"

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"1B": 1, "0B": 0, "1KB": 1000, "1KiB": 1024, "500MB": 500_000_000, "2GiB": 2 << 30, "1.5GiB": 3 << 29, "1TiB": 1 << 40,
	} {
		if got, err := ParseSize(text); err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1", "B", "1 GiB", "-1B", "1iB", "1gib", "1PB", "9999999999TiB", "1.2.3KB", ".KB", "1KiBB"} {
		if got, err := ParseSize(text); err == nil {
			t.Errorf("%q: %d, want an error", text, got)
		}
	}
}

func FuzzParseSize(f *testing.F) {
	f.Add("2GiB")
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := ParseSize(text); err == nil && n < 0 {
			t.Errorf("%q is %d", text, n)
		}
	})
}
