package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"paso/runbook"
	"paso/runbook/host"
)

// connect opens the connection, looks at the target and puts the harness there. A target that answered and was cut off is
// tried again a few times; what does not answer at all is for a person to look at.
func (e *Engine) connect(ctx context.Context) func() error {
	for wait, tries := firstBackoff, 1; ; wait, tries = 2*wait, tries+1 {
		h, facts, prepared, err := e.reach(ctx)
		if err == nil {
			return func() error { return e.reached(h, facts, prepared) }
		}
		if !interrupted(err) || tries == mostConnects || sleep(ctx, wait) != nil {
			return e.notReached(err)
		}
	}
}

// mostConnects bounds how often a run that begins, or is taken up, connects by itself.
const mostConnects = 4

func (e *Engine) reach(ctx context.Context) (Host, host.Facts, host.Prepared, error) {
	h, err := e.o.Open(ctx, e.o.Config)
	if err != nil {
		return nil, host.Facts{}, host.Prepared{}, err
	}
	facts, prepared, err := e.settleIn(ctx, h)
	if err != nil {
		_ = h.Close()
		return nil, facts, prepared, err
	}
	return h, facts, prepared, nil
}

// interrupted tells whether the target was there and the connection was cut.
func interrupted(err error) bool {
	var unreachable *host.UnreachableError
	return lostLink(err) != nil || errors.As(err, &unreachable) && unreachable.Interrupted()
}

func (e *Engine) settleIn(ctx context.Context, h Host) (host.Facts, host.Prepared, error) {
	facts, err := h.Probe(ctx)
	if err != nil {
		return facts, host.Prepared{}, err
	}
	if len(facts.Missing) > 0 {
		return facts, host.Prepared{}, &MissingError{Host: e.o.Config.Destination, Tools: facts.Missing}
	}
	prepared, err := h.Prepare(ctx)
	return facts, prepared, err
}

// notReached lets a person try again where trying can help.
func (e *Engine) notReached(err error) func() error {
	if !passing(err) {
		return fails(err)
	}
	return func() error {
		e.session.Unreachable = true
		e.showLink(Link{Down: true, Since: e.o.Now(), Err: err})
		e.refused(nil, err)
		e.publish()
		return nil
	}
}

// reached records where the run is. That the run's directory had to be made although
// it had been there before is a fact of its own: what ran in it cannot be asked about.
func (e *Engine) reached(h Host, facts host.Facts, prepared host.Prepared) error {
	e.host, e.facts = h, facts
	e.session.Connected, e.session.Unreachable = true, false
	events := []runbook.Event{runbook.TargetReached{
		User: facts.User, Hostname: facts.Hostname, BootID: facts.BootID, Bash: facts.Bash, Skew: facts.ClockAhead,
	}}
	if e.run.Prepared == nil || !prepared.Existed {
		events = append(events, runbook.HostPrepared{BootID: prepared.BootID})
	}
	e.showLink(Link{})
	return e.recordAs(runbook.Paso, events...)
}

// cleanTarget removes the run's directory: logs and shell states there hold secrets. With it goes what was prepared for
// this run; a rollback that is wanted after it begins with a connection, which makes that again.
func (e *Engine) cleanTarget(ctx context.Context) func() error {
	err := e.linked(ctx, func() error { return e.host.Remove(ctx) })
	return func() error {
		e.session.Connected = false
		_ = e.host.Close() // Connect opens another
		return e.recordAs(runbook.Paso, runbook.TargetCleaned{Problem: phraseOf(err)})
	}
}

// phraseOf keeps an error in the journal, in words of the catalogue where it has some.
func phraseOf(err error) runbook.Phrase {
	if err == nil {
		return runbook.Phrase{}
	}
	var told interface {
		Message() (string, map[string]string)
	}
	if errors.As(err, &told) {
		id, args := told.Message()
		return runbook.Phrase{ID: id, Args: args}
	}
	return runbook.Phrase{ID: "engine.error", Args: map[string]string{"Why": err.Error()}}
}

// MissingError says that the target lacks what every step needs.
type MissingError struct {
	Host  string
	Tools []string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("use %s: it lacks %s", e.Host, strings.Join(e.Tools, ", "))
}

// Message is the error for the catalogue.
func (e *MissingError) Message() (string, map[string]string) {
	return "engine.missing", map[string]string{"Host": e.Host, "Tools": strings.Join(e.Tools, ", ")}
}
