package text

import (
	"fmt"
	"math"
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	c := sample(t, ES)
	const ms, s, m, h = time.Millisecond, time.Second, time.Minute, time.Hour
	for d, want := range map[time.Duration]string{
		0:                     "0 s",
		400 * time.Nanosecond: "<1 ms",
		45 * ms:               "45 ms",
		99 * ms:               "99 ms",
		900 * ms:              "0.9 s",
		12 * s:                "12.0 s",
		59*s + 940*ms:         "59.9 s",
		59*s + 970*ms:         "59.9 s",
		65 * s:                "1 min 05 s",
		59*m + 59*s + 600*ms:  "59 min 59 s",
		2*h + 3*m + 10*s:      "2 h 03 min",
		23*h + 59*m + 31*s:    "23 h 59 min",
		28 * h:                "1 d 04 h",
		-65 * s:               "-1 min 05 s",
	} {
		if got := c.Duration(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
	for _, extreme := range []time.Duration{math.MinInt64, math.MaxInt64} {
		if c.Duration(extreme) == "" || c.Clock(extreme) == "" {
			t.Errorf("%v: want a text", extreme)
		}
	}
}

func TestClock(t *testing.T) {
	c := sample(t, ES)
	for d, want := range map[time.Duration]string{
		0:                                  "00:00",
		999 * time.Millisecond:             "00:00",
		48 * time.Second:                   "00:48",
		12*time.Minute + 41*time.Second:    "12:41",
		time.Hour:                          "60:00",
		99*time.Minute + 59*time.Second:    "99:59",
		100 * time.Minute:                  "1:40:00",
		26*time.Hour + 5*time.Minute + 3e9: "26:05:03",
		-10 * time.Second:                  "-00:10",
	} {
		if got := c.Clock(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

// A clock and a length in words never differ by the second that has not gone by yet.
func TestEveryFormCutsAlike(t *testing.T) {
	c := sample(t, ES)
	for d := time.Minute; d < 3*time.Minute; d += 99 * time.Millisecond {
		var minutes, seconds int64
		if _, err := fmt.Sscanf(c.Duration(d), "%d min %d s", &minutes, &seconds); err != nil {
			t.Fatal(err)
		}
		if clock := fmt.Sprintf("%02d:%02d", minutes, seconds); c.Clock(d) != clock || Seconds(d) != minutes*60+seconds || Minutes(d) != minutes {
			t.Fatalf("%v is %s, %s and %d s", d, c.Clock(d), c.Duration(d), Seconds(d))
		}
	}
}

func TestBytes(t *testing.T) {
	c := sample(t, ES)
	for n, want := range map[int64]string{
		0: "0 B", 512: "512 B", 1536: "1.5 KiB", 2 << 30: "2.0 GiB", -512: "-512 B", math.MaxInt64: "8.0 EiB", math.MinInt64: "-8.0 EiB",
	} {
		if got := c.Bytes(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	c := sample(t, ES)
	at := time.Date(2025, 11, 8, 23, 4, 5, 0, time.FixedZone("", -6*3600))
	if got := c.Time(at) + "|" + c.Date(at) + "|" + c.DateTime(at); got != "23:04:05|2025-11-08|2025-11-08 23:04:05" {
		t.Error(got)
	}
}
