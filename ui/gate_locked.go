package ui

import (
	"strings"
	"time"

	"paso/runbook"
)

// lockedGate shows who has the target, and waits: when the lock is given back the run goes on by itself. It can be taken
// only from a holder that is gone; that choice comes last, so that nothing moves under the cursor when it appears.
func lockedGate() asker {
	return &question{
		title: func(s *scene) []span { return []span{strong(amber, "◆ "+s.t("locked.title", "Host", s.target()))} },
		tone:  amber,
		head:  lockedHead,
		ask:   func(s *scene) string { return s.t("ask.locked") },
		items: func(s *scene) []item {
			items := []item{
				{id: "wait", letter: "e", label: s.t("locked.wait"), detail: s.t("locked.wait.detail")},
				{id: "leave", letter: "p", label: s.t("choice.pause"), detail: s.t("choice.pause.detail")},
			}
			if h := s.session.Holder; h != nil && h.TakeableOver() {
				items = append(items, item{id: "take", letter: "t", label: s.t("locked.take"), detail: s.t("locked.take.detail"), tok: bad})
			}
			return items
		},
		choose: func(s *scene, id string) []wish {
			switch id {
			case "leave":
				return []wish{open{quitDialog()}}
			case "take":
				return []wish{open{takeOverDialog(s)}}
			}
			return []wish{tell{s.t("locked.waiting"), dim}}
		},
	}
}

func lockedHead(s *scene, w int) []line {
	const column = 16
	h := s.session.Holder
	if h == nil {
		return nil
	}
	field := func(id string, tok token, text string) []line {
		return labelled(s.t("locked."+id), column, wrapped(tok, text, w-column))
	}
	lines := wrapped(plain, s.t("locked.about", "Name", h.Lock), w)
	lines = append(lines, blank())
	lines = append(lines, field("who", plain, s.t("locked.who.text", "Owner", h.Owner, "Account", h.Account))...)
	lines = append(lines, field("run", plain, h.Run)...)
	lines = append(lines, field("since", plain, h.Since.In(s.now.Location()).Format(time.DateTime))...)
	lines = append(lines, field("sign", signTone(h.Sign), s.t("locked.sign."+string(h.Sign), "Silent", s.say.Duration(h.Silent), "Left", s.say.Duration(h.Left)))...)
	lines = append(lines, field("step", stepTone(h.Step), s.t("locked.step."+string(h.Step), "Attempt", h.Attempt))...)
	return append(append(lines, blank()), wrapped(dim, s.t(lockedMeaning(h)), w)...)
}

// lockedMeaning is what all of it comes to, as an id of the catalogue.
func lockedMeaning(h *runbook.LockHolder) string {
	switch {
	case h.Step == runbook.LockStepRuns && h.Sign == runbook.SignGone:
		return "locked.means.step"
	case h.TakeableOver() && h.Step == runbook.LockStepUnknown:
		return "locked.means.unsure"
	}
	return "locked.means." + string(h.Sign)
}

func signTone(sign runbook.LockSign) token {
	if sign == runbook.SignAlive {
		return good
	}
	return amber
}

func stepTone(step runbook.LockStep) token {
	if step == runbook.LockStepNone {
		return plain
	}
	return amber
}

// takeOverDialog takes a reason, says what it means, and asks once more.
func takeOverDialog(s *scene) asker {
	h := s.session.Holder
	if h == nil {
		return nil
	}
	about := []string{s.t("locked.take.about", "Owner", h.Owner), s.t(lockedMeaning(h))}
	return askReason(s, s.t("locked.take"), about, func(reason string) []wish {
		sure := append([]string{s.t("locked.take.sure", "Owner", h.Owner, "Run", h.Run), "«" + strings.TrimSpace(reason) + "»"}, about...)
		return []wish{open{confirmDialog(s.t("locked.take"), sure, s.t("locked.take.yes"), orders(runbook.TakeOver{Reason: reason})...)}}
	})
}
