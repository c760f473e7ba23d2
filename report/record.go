package report

import (
	"bytes"
	"fmt"

	"paso/runbook/journal"
)

// recordMark begins the line by which a report names the record that it stands for. It is the last line of its kind: what
// hosts and people said comes before it.
const recordMark = "`journal "

// record names the last record behind the report. Nothing in a journal shows that its end was cut off or written anew;
// this line does, wherever the report has gone meanwhile.
func (p *page) record() {
	seq, hash := p.run.Vouched()
	if hash == "" {
		return
	}
	p.heading("record")
	fmt.Fprintf(p, "%s\n\n%s%s`\n", p.c.Say("report.record", "Count", fmt.Sprint(seq), "Run", inline(p.run.Info.ID)), recordMark, journal.Head{Seq: seq, Hash: hash})
}

// Vouched is the record that a report in Markdown stands for; false for one that names none.
func Vouched(content []byte) (journal.Head, bool) {
	from := bytes.LastIndex(content, []byte("\n"+recordMark))
	if from < 0 {
		return journal.Head{}, false
	}
	line, _, _ := bytes.Cut(content[from+1+len(recordMark):], []byte("\n"))
	line, ok := bytes.CutSuffix(bytes.TrimSuffix(line, []byte("\r")), []byte("`"))
	if !ok {
		return journal.Head{}, false
	}
	return journal.ParseHead(string(line))
}
