package runbook

import (
	"testing"
	"time"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "2m": 2 * time.Minute, "1h30m": 90 * time.Minute, "7d": 7 * 24 * time.Hour,
		"500ms": 500 * time.Millisecond, "1d1ms": 24*time.Hour + time.Millisecond, "0s": 0, "2m5s": 125 * time.Second,
	} {
		if got, err := ParseDuration(text); err != nil || got.D() != want {
			t.Errorf("%q: %v, %v; want %v", text, got.D(), err, want)
		}
	}
	for _, text := range []string{
		"", "5", "s", "-1s", "1.5h", "1 h", "1m1h", "1s1s", "2x", "1hs", "200000d", "99999999999999999999s", "٣s",
	} {
		if got, err := ParseDuration(text); err == nil {
			t.Errorf("%q: %v, want an error", text, got)
		}
	}
}

func TestDurationString(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s": 0, "1h30m": 90 * time.Minute, "7d": 168 * time.Hour, "2m5s": 125 * time.Second, "1s500ms": 1500 * time.Millisecond,
	} {
		if got := Duration(d).String(); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func FuzzParseDuration(f *testing.F) {
	f.Add("1h30m")
	f.Add("7d5ms")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDuration(text)
		if err != nil {
			return
		}
		if again, err := ParseDuration(d.String()); err != nil || again != d || d < 0 {
			t.Errorf("%q is %v, and that is read as %v, %v", text, d, again, err)
		}
	})
}
