package engine

import "paso/runbook"

// ledger keeps what the journal tells of attempts and their host beside the fold: on
// which boot and in which directory of the host each was recorded. Both decide whether
// an attempt without a trace can have run.
type ledger struct {
	boot     string // of the host, as it told last
	prepared int    // how often the run's directory was made
	attempts map[string]origin
}

// origin is where an attempt was about to run when it was recorded.
type origin struct {
	boot     string
	prepared int
}

func newLedger(history []runbook.Record) *ledger {
	l := &ledger{attempts: map[string]origin{}}
	for _, rec := range history {
		l.fold(rec.Event)
	}
	return l
}

// fold takes the few facts that matter here; every other is the run's own business.
func (l *ledger) fold(event runbook.Event) {
	if e, is := event.(runbook.TargetReached); is {
		l.boot = e.BootID
	}
	if _, is := event.(runbook.HostPrepared); is {
		l.prepared++
	}
	if e, is := event.(runbook.AttemptStarted); is {
		l.attempts[e.ID] = origin{boot: l.boot, prepared: l.prepared}
	}
}

// since tells what became of the host after the attempt was recorded.
func (l *ledger) since(attempt string) (rebooted, remade bool) {
	o := l.attempts[attempt]
	return o.boot != l.boot, o.prepared != l.prepared
}
