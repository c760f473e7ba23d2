package engine

import (
	"testing"

	"paso/runbook/host"
)

// TestFate is the rule of exactly once: an attempt is sent only where it is certain
// that it never began.
func TestFate(t *testing.T) {
	for name, c := range map[string]struct {
		status host.Status
		traces traces
		do     verb
		why    string
	}{
		"never reached the host":        {host.Absent{}, traces{}, send, ""},
		"was there and is not":          {host.Absent{}, traces{acknowledged: true}, lose, "engine.lost.vanished"},
		"no trace after a reboot":       {host.Absent{}, traces{rebooted: true}, lose, "engine.lost.reboot"},
		"no trace in a new directory":   {host.Absent{}, traces{remade: true}, lose, "engine.lost.directory"},
		"directory gone":                {host.RunDirMissing{}, traces{}, lose, "engine.lost.directory"},
		"launcher died":                 {host.Startable{}, traces{}, send, ""},
		"launcher died after its word":  {host.Startable{}, traces{acknowledged: true}, send, ""},
		"launcher died before a reboot": {host.Startable{}, traces{rebooted: true}, lose, "engine.lost.reboot"},
		"cancelled before it was sent":  {host.Absent{}, traces{cancelled: true}, drop, "engine.cancelled"},
		"cancelled, and was there":      {host.Absent{}, traces{cancelled: true, acknowledged: true}, lose, "engine.lost.vanished"},
		"runs":                          {host.Running{}, traces{acknowledged: true, cancelled: true}, attach, ""},
		"runs, unacknowledged":          {host.Running{}, traces{rebooted: true}, attach, ""},
		"ended":                         {host.Finished{}, traces{}, attach, ""},
		"lost by the host":              {host.Lost{}, traces{}, attach, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := decide(c.status, c.traces); got.do != c.do || got.why.ID != c.why {
				t.Errorf("%+v", got)
			}
		})
	}
}
