package runbook

import (
	"encoding/json"
	"time"
)

// UnmarshalJSON reads also the journals of before, in which the reason was a text in English.
func (e *LinkLost) UnmarshalJSON(raw []byte) error {
	type now LinkLost // without this method
	if err := json.Unmarshal(raw, (*now)(e)); err == nil {
		return nil
	}
	var before struct {
		Why string `json:"why"`
	}
	if err := json.Unmarshal(raw, &before); err != nil {
		return err
	}
	*e = LinkLost{Why: Phrase{ID: "engine.error", Args: map[string]string{"Why": before.Why}}}
	return nil
}

// since is when the target was heard last, at the latest when the loss was recorded.
func (e LinkLost) since(recorded time.Time) time.Time {
	if e.Since.IsZero() || e.Since.After(recorded) {
		return recorded
	}
	return e.Since
}
