package runbook

import (
	"reflect"
	"testing"
	"time"
)

// TestRecordsSurviveTheJournal fills every field of every event and reads it back.
func TestRecordsSurviveTheJournal(t *testing.T) {
	at := time.Date(2026, 11, 23, 23, 5, 0, 0, time.UTC)
	for name, kind := range eventTypes {
		value := reflect.New(kind)
		fill(value.Elem(), at)
		want := Record{Seq: 7, Time: at, Actor: "Ana", Event: value.Elem().Interface().(Event)}
		raw, err := want.Encode()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := DecodeRecord(7, raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

// fill gives every field a value that is not its zero.
func fill(v reflect.Value, at time.Time) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeOf(at) {
			v.Set(reflect.ValueOf(at))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), at)
		}
	case reflect.String:
		v.SetString("x\u202e|`")
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Uint64:
		v.SetUint(4)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), at)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, at)
		fill(value, at)
		v.SetMapIndex(key, value)
	default:
		panic("fill: " + v.Kind().String())
	}
}

func TestUnknownEventIsRefused(t *testing.T) {
	_, err := DecodeRecord(3, []byte(`{"time":"2026-11-23T23:00:00Z","actor":"paso","type":"StepInvented","data":{}}`))
	if err == nil {
		t.Fatal("an event of a newer paso was folded as nothing")
	}
}

// TestEveryEventIsFolded makes sure that no kind of fact falls through the fold.
func TestEveryEventIsFolded(t *testing.T) {
	for name, kind := range eventTypes {
		run := NewRun(testBook(t))
		value := reflect.New(kind).Elem()
		setField(value, "Step", "backup")
		setField(value, "List", "backup")
		if f := value.FieldByName("Attempt"); f.IsValid() {
			f.SetInt(1)
			run.Steps["backup"].Attempts = []*Attempt{{N: 1}}
		}
		if f := value.FieldByName("Stage"); f.IsValid() {
			f.SetInt(1)
		}
		if err := run.Apply(Record{Seq: 1, Time: time.Unix(1, 0), Event: value.Interface().(Event)}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func setField(v reflect.Value, name, to string) {
	if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String {
		f.SetString(to)
	}
}
