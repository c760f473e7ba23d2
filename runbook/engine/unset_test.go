package engine

import (
	"slices"
	"testing"

	"paso/runbook/host"
)

func TestACaptureThatNobodyMentionsIsUnset(t *testing.T) {
	r := host.Result{Captures: map[string]string{"A": "1"}, Unset: []string{"B"}}
	if got := unsetOf([]string{"A", "B", "C"}, r); !slices.Equal(got, []string{"B", "C"}) {
		t.Errorf("unset %v", got)
	}
}
