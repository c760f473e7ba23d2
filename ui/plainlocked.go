package ui

import (
	"time"

	"paso/runbook"
	"paso/runbook/output"
)

// locked asks what to do while another run holds the target. Waiting needs no answer: when the lock is given back the question
// goes away and the run goes on. It is asked anew when more is known of the holder.
func (p *plainFront) locked(g runbook.Gate) *plainQuestion {
	h := p.session.Holder
	if h == nil {
		return nil
	}
	key := g.Key() + "/" + h.Run + "/" + string(h.Sign) + "/" + string(h.Step)
	options := []plainOption{{"option.lock.wait", func() *plainQuestion { return p.gate(g) }}}
	if h.TakeableOver() {
		options = append(options, plainOption{"option.lock.take", func() *plainQuestion {
			return p.deliberate("takeover", p.gate(g), func(reason string) runbook.Command { return runbook.TakeOver{Reason: reason} })
		}})
	}
	options = append(options, p.abortOption(g))
	return p.chooser(key, "", false, func() { p.gap(); p.tellHolder(h) }, options...)
}

// tellHolder says who has the target, and what is known of that run. Its texts are another account's.
func (n *narrator) tellHolder(h *runbook.LockHolder) {
	owner, account, run := output.Sanitize(h.Owner), output.Sanitize(h.Account), output.Sanitize(h.Run)
	n.say("locked", "Target", n.run.Info.Destination, "Owner", owner, "Account", account, "Run", run, "Since", h.Since.Local().Format(time.DateTime))
	n.say("locked.sign."+string(h.Sign), "Silent", n.c.Duration(h.Silent), "Left", n.c.Duration(h.Left))
	n.say("locked.step."+string(h.Step), "Attempt", h.Attempt)
	if h.Step == runbook.LockStepRuns && h.Sign == runbook.SignGone {
		n.say("locked.means.step")
	}
}

// lockTaken says that the target is this run's, and whose it was where that is not as usual.
func (n *narrator) lockTaken(e runbook.LockTaken) {
	n.say("lock.taken", "Name", e.Name)
	if e.TookOver != "" {
		n.say("lock.tookover", "Who", output.Sanitize(e.TookOver), "Reason", e.Reason)
	}
	if e.Meanwhile != "" {
		n.say("lock.meanwhile", "Who", output.Sanitize(e.Meanwhile))
	}
}
