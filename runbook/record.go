package runbook

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// body is a record as the journal keeps it; sequence and hash are the journal's.
type body struct {
	Time  time.Time       `json:"time"`
	Actor string          `json:"actor"`
	Type  string          `json:"type"`
	Data  json.RawMessage `json:"data"`
}

// Encode gives the record's bytes for the journal, without its sequence.
func (r Record) Encode() ([]byte, error) {
	data, err := json.Marshal(r.Event)
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return json.Marshal(body{Time: r.Time, Actor: r.Actor, Type: eventName(r.Event), Data: data})
}

// DecodeRecord is the reverse of [Record.Encode]. An event that this version does
// not know is an error: folding around a fact would be guessing.
func DecodeRecord(seq uint64, raw []byte) (Record, error) {
	if b, ok := taken(raw); ok {
		if rec, err := b.record(seq); err == nil {
			return rec, nil
		}
	}
	b, err := slowly(raw)
	if err != nil {
		return Record{}, fmt.Errorf("decode record %d: %w", seq, err)
	}
	return b.record(seq)
}

// record is the body with its data as the event that it names.
func (b body) record(seq uint64) (Record, error) {
	proto, known := eventTypes[b.Type]
	if !known {
		return Record{}, fmt.Errorf("decode record %d: event %q is unknown to this version of paso", seq, b.Type)
	}
	value := reflect.New(proto)
	if string(b.Data) != "{}" {
		if err := json.Unmarshal(b.Data, value.Interface()); err != nil {
			return Record{}, fmt.Errorf("decode record %d: %s: %w", seq, b.Type, err)
		}
	}
	event, ok := value.Elem().Interface().(Event)
	if !ok {
		return Record{}, fmt.Errorf("decode record %d: %s is no event", seq, b.Type)
	}
	return Record{Seq: seq, Time: b.Time, Actor: b.Actor, Event: event}, nil
}

// eventTypes maps the names of the journal to types; it is never written to.
var eventTypes = typesByName(
	RunStarted{}, OperatorNamed{}, ValueGiven{}, TargetReached{}, HostPrepared{}, HostKeyAccepted{}, VarsFixed{}, Preflighted{},
	PrerequisiteObserved{}, PrerequisiteForgotten{}, PreflightForgotten{}, ItemTicked{}, Confirmed{}, ResponsibleNamed{}, LockTaken{}, LockReleased{}, StageStarted{}, StageEnded{},
	StepStarted{}, AttemptStarted{}, AttemptAcknowledged{}, AttemptEnded{}, AttemptLost{}, AttemptRefused{}, CancelAsked{}, SignalSent{},
	ChecksObserved{}, ChecklistClosed{}, Approved{}, Rejected{}, StepPassed{}, StepSkipped{}, StepMarkedDone{}, StepMarkedFailed{}, SurvivorsObserved{}, StepNotApplicable{},
	RetryAsked{}, RollbackAsked{}, RollbackDropped{}, RollbackStarted{}, NoticeShown{}, ReportWritten{}, CriterionJudged{}, Noted{},
	ClockJumped{}, LinkLost{}, LinkRestored{}, Paused{}, Resumed{}, GateOpened{}, GateClosed{}, RunEnded{}, TargetCleaned{},
)

func typesByName(events ...Event) map[string]reflect.Type {
	types := make(map[string]reflect.Type, len(events))
	for _, e := range events {
		types[eventName(e)] = reflect.TypeOf(e)
	}
	return types
}

// eventName is the type's name in the journal; renaming a type breaks old journals.
func eventName(e Event) string { return reflect.TypeOf(e).Name() }
