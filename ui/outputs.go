package ui

import (
	"paso/runbook/engine"
	"paso/runbook/output"
)

// keptPanes is how many outputs of past attempts are kept in memory; older ones are read from their logs again.
const keptPanes = 6

// outputs are the output panes by attempt. Bytes of a host reach a pane only
// through output.Lines.
type outputs struct {
	panes  map[attemptKey]*outputPane
	recent []attemptKey
	older  *olderPage // what is read of a log that is longer than what is kept; nil: nothing
}

func newOutputs() *outputs { return &outputs{panes: map[attemptKey]*outputPane{}} }

// of is the pane of an attempt, made when there is none.
func (o *outputs) of(key attemptKey) *outputPane {
	p := o.panes[key]
	if p == nil {
		p = newOutputPane()
		o.panes[key] = p
		o.recent = append(o.recent, key)
	}
	return p
}

// trim forgets the oldest panes beyond those kept, but none that is needed, and says which are gone.
func (o *outputs) trim(needed func(attemptKey) bool) (gone []attemptKey) {
	var kept []attemptKey
	for i, key := range o.recent {
		if len(o.recent)-i > keptPanes && !needed(key) {
			delete(o.panes, key)
			gone = append(gone, key)
			continue
		}
		kept = append(kept, key)
	}
	o.recent = kept
	return gone
}

// has tells whether anything of the attempt is here.
func (o *outputs) has(key attemptKey) bool {
	p := o.panes[key]
	return p != nil && (p.loaded || p.next > 0)
}

// take adds a chunk of the live stream. A chunk that does not continue what is here
// leaves a gap, which is shown and never closed by guessing.
func (o *outputs) take(c engine.Chunk) {
	p := o.of(attemptKey{c.Step, c.Attempt})
	end := c.Offset + int64(len(c.Bytes))
	if end <= p.next {
		return
	}
	bytes := c.Bytes
	empty := p.lines.Total()+len(p.lines.Partial()) == 0
	switch {
	case c.Offset < p.next:
		bytes = bytes[p.next-c.Offset:]
	case c.Offset > p.next && empty:
		p.from, p.next = c.Offset, c.Offset
	case c.Offset > p.next:
		p.lines.Finish()
		p.gaps++
		p.next = c.Offset
	}
	p.write(bytes)
}

// began notes where the output of a statement begins, which a mark tells.
func (o *outputs) began(m engine.Mark) { o.of(attemptKey{m.Step, m.Attempt}).began(m.Offset) }

// load fills a pane from the end of its log. What came live after the log was read
// comes again with the next chunk only if it lies behind it.
func (o *outputs) load(key attemptKey, log engine.Log, marks []engine.Mark) {
	p := o.of(key)
	if p.next > 0 {
		return // live output is here already
	}
	*p = outputPane{lines: output.NewLines(0), from: log.From, next: log.From, loaded: true, wrap: p.wrap}
	for _, m := range marks {
		p.began(m.Offset)
	}
	p.write(log.Bytes)
}

// trouble is the line of an attempt's output that looks like what went wrong, or "".
func (o *outputs) trouble(key attemptKey) string {
	p := o.panes[key]
	if p == nil {
		return ""
	}
	if at, why := p.trouble(); at >= 0 && (why == firstError || why == lastError) {
		return p.plainText(at)
	}
	return ""
}

// tail is the last lines that an attempt printed, blank ones left out.
func (o *outputs) tail(key attemptKey, n int) []string {
	p := o.panes[key]
	if p == nil {
		return nil
	}
	var last []string
	if text := p.lines.PartialPlain(); !isBlank(text) {
		last = append(last, p.lines.Partial())
	}
	for i := p.lines.Len() - 1; i >= 0 && len(last) < n; i-- {
		if !isBlank(p.lines.Plain(i)) {
			last = append(last, p.lines.Line(i))
		}
	}
	for i, j := 0, len(last)-1; i < j; i, j = i+1, j-1 {
		last[i], last[j] = last[j], last[i]
	}
	return last
}
