package runbook

import (
	"testing"
	"time"
)

// A reason is a phrase of the catalogue; journals of before have a text there, and open.
func TestLinkLostIsRead(t *testing.T) {
	at := time.Date(2026, 3, 4, 10, 0, 20, 0, time.UTC)
	silent := LinkLost{Why: Phrase{ID: "host.link-lost.silent", Args: map[string]string{"Host": "h", "Seconds": "5"}}, Since: at.Add(-5 * time.Second)}
	raw, err := Record{Time: at, Actor: Paso, Event: silent}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw   string
		id    string
		since time.Time
	}{
		"now":    {string(raw), "host.link-lost.silent", at.Add(-5 * time.Second)},
		"before": {`{"time":"2026-03-04T10:00:20Z","actor":"paso","type":"LinkLost","data":{"why":"connection to h lost: EOF"}}`, "engine.error", at},
	} {
		rec, err := DecodeRecord(1, []byte(c.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		lost, is := rec.Event.(LinkLost)
		if !is || lost.Why.ID != c.id || !lost.since(rec.Time).Equal(c.since) {
			t.Errorf("%s: %+v", name, rec)
		}
	}
	if _, err := DecodeRecord(1, []byte(`{"time":"2026-03-04T10:00:20Z","actor":"paso","type":"LinkLost","data":{"why":3}}`)); err == nil {
		t.Error("a number is no reason")
	}
}
