package runbook

import (
	"reflect"
	"testing"
	"time"
)

// bothWays decodes a record by the quick way, where it has one, and by the slow one.
func bothWays(raw []byte) (quick, slow Record, isQuick bool, err error) {
	if b, ok := taken(raw); ok {
		quick, err = b.record(1)
		isQuick = err == nil
	}
	b, err := slowly(raw)
	if err == nil {
		slow, err = b.record(1)
	}
	return quick, slow, isQuick, err
}

// What paso writes is read the quick way, and as the slow one reads it.
func TestRecordsAreReadTheQuickWay(t *testing.T) {
	at := time.Date(2026, 11, 23, 23, 5, 0, 123, time.FixedZone("", -6*3600))
	for name, kind := range eventTypes {
		value := reflect.New(kind)
		fill(value.Elem(), at)
		raw, err := Record{Time: at, Actor: "Ana Ruíz", Event: value.Elem().Interface().(Event)}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		quick, slow, isQuick, err := bothWays(raw)
		if err != nil || !isQuick || !reflect.DeepEqual(quick, slow) {
			t.Errorf("%s: quick %v, %v:\n%+v\n%+v", name, isQuick, err, quick, slow)
		}
	}
}

// The quick way never takes what the slow one refuses, and never reads it otherwise.
func FuzzDecodeRecord(f *testing.F) {
	for _, seed := range []string{
		`{"time":"2026-11-23T23:00:00Z","actor":"paso","type":"Noted","data":{"text":"x"}}`,
		`{"time":"2026-11-23T23:00:00Z","actor":"paso","type":"LinkRestored","data":{}}`,
		`{"time":"2026-11-23T23:00:00Z","actor":"a\u0062","type":"Noted","data":{"text":"x"}}`,
		`{"time":"2026-11-23T23:00:00Z","actor":"paso","type":"Noted","data":{"text":"x"},"type":"Paused"}`,
		`{"time":"2026-11-23T23:00:00Z","actor":"paso","type":"LinkRestored","data":{},"data":{}}`,
		`{"time":"2026","actor":"","type":"Noted","data":null}`,
		`{"time":null,"actor":"","type":"Noted","data":{}}`,
		"{\"time\":\"2026-11-23T23:00:00Z\",\"actor\":\"\xff\",\"type\":\"Noted\",\"data\":{}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		quick, slow, isQuick, err := bothWays(raw)
		if isQuick && (err != nil || !reflect.DeepEqual(quick, slow)) {
			t.Fatalf("%q: %v\n%+v\n%+v", raw, err, quick, slow)
		}
	})
}
