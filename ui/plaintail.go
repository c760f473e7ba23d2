package ui

import "paso/runbook/output"

// tailShown is how much of a failed attempt's output is told again.
const tailShown = 12

// tail tells the end of an attempt's output again, which may have scrolled away.
func (n *narrator) tail(e Engine, at narrated) {
	log, err := e.Output(at.step, at.n, 0)
	if err != nil || len(log.Bytes) == 0 {
		return
	}
	n.say("tail")
	for _, l := range lastLines(log.Bytes, tailShown) {
		n.line("  | " + l)
	}
}

// lastLines are the last lines of raw output, as they are told.
func lastLines(raw []byte, most int) []string {
	lines := output.NewLines(most)
	_, _ = lines.Write(raw)
	lines.Finish()
	all := make([]string, 0, lines.Len())
	for i := range lines.Len() {
		all = append(all, lines.Plain(i))
	}
	return all
}
