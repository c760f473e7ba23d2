package checks

import (
	"encoding/json"
	"testing"
	"time"
)

func TestResultAsJSON(t *testing.T) {
	r := failed(phrase("checks.file.wanted", nil), phrase("checks.lost", args{"Why": "a\nb"})).with("line").tried(2)
	r.Latency, r.Err = 43*time.Millisecond, errLost
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"verdict":"failed","wanted":{"id":"checks.file.wanted"},` +
		`"observed":{"id":"checks.lost","args":{"Why":"a b"}},"evidence":"line","tries":2,"latency":43000000}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var back Result
	if err := json.Unmarshal(got, &back); err != nil || back.Verdict != Failed || back.Observed.Args["Why"] != "a b" {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestVerdictText(t *testing.T) {
	if (Result{}).Verdict != Unobservable {
		t.Error("a verdict that nobody set counts as seen")
	}
	for _, v := range []Verdict{Unobservable, Passed, Failed} {
		text, err := v.MarshalText()
		var back Verdict
		if err != nil || back.UnmarshalText(text) != nil || back != v {
			t.Errorf("%v became %q, %v (%v)", v, text, back, err)
		}
	}
	if _, err := Verdict(9).MarshalText(); err == nil {
		t.Error("9 was written")
	}
	var v Verdict
	if v.UnmarshalText([]byte("ok")) == nil {
		t.Error("ok was read")
	}
}

func TestAmounts(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 ms", 43 * time.Millisecond: "43 ms", 5 * time.Second: "5 s", 2500 * time.Millisecond: "2.5 s",
		59960 * time.Millisecond: "1 min 00 s", 65 * time.Second: "1 min 05 s",
	} {
		if got := duration(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
	if got := byteSize(2 << 30); got != "2.0 GiB" {
		t.Error(got)
	}
}
