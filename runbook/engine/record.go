package engine

import (
	"maps"

	"paso/runbook"
)

// record records what the operator did; see recordAs.
func (e *Engine) record(events ...runbook.Event) error {
	return e.recordAs(e.actor(), events...)
}

// recordAs is the only place where facts come into being: censored, then journal and
// disk, then the fold, then the front end. What it refuses has not happened.
func (e *Engine) recordAs(actor string, events ...runbook.Event) error {
	if len(events) == 0 {
		return nil
	}
	now, censor := e.o.Now(), e.vault.censor()
	records := make([]runbook.Record, len(events))
	bodies := make([][]byte, len(events))
	for i, event := range events {
		records[i] = runbook.Record{Time: now, Actor: actor, Event: censor.event(event)}
		body, err := records[i].Encode()
		if err != nil {
			return err
		}
		bodies[i] = body
	}
	written, err := e.book.AppendAll(bodies)
	if err != nil {
		return err
	}
	for i := range records {
		records[i].Seq, records[i].Hash = written[i].Seq, written[i].Hash
		if err := e.run.Apply(records[i]); err != nil {
			return err
		}
		e.ledger.fold(records[i].Event)
	}
	e.box.records(records)
	e.publish()
	return nil
}

// actor is the operator, once there is one.
func (e *Engine) actor() string {
	if e.run.Operator.Name != "" {
		return e.run.Operator.Name
	}
	return runbook.Paso
}

// publish shows the session as it is now.
func (e *Engine) publish() {
	session := e.session
	session.Secrets = maps.Clone(e.session.Secrets)
	e.box.put(func(u *Update) { u.Session = session })
}

func (e *Engine) doing(d Doing) { e.box.put(func(u *Update) { u.Doing = d }) }

// refused tells the front end of something that did not happen.
func (e *Engine) refused(c runbook.Command, err error) {
	e.box.put(func(u *Update) { u.Refused = append(u.Refused, Refused{Command: c, Err: err}) })
}
