package journal

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"paso/runbook/fuzztest"
)

// FuzzRecords gives every line of what comes the checksum that it has to have, for a person with an editor can too, and
// numbers and chains a line that says nothing of it itself. So the reader behind the checksum is reached.
func FuzzRecords(f *testing.F) {
	f.Add("1\n{\"a\":\"b\"}\n[]")
	f.Add("{\"seq\":1,\"prev\":\"" + strings.Repeat("0", hashDigits) + "\",\"body\":1}\n{\"seq\":2}")
	f.Add("\"\\ud800\"\n\"\x1b]0;t\x07\"\n" + strings.Repeat("[", 20_000))
	f.Fuzz(func(t *testing.T, lines string) {
		content := closed(lines)
		var j *Journal
		var records []Record
		var err error
		fuzztest.Quick(t, func() { _, j, records, err = opened(content) })
		if err != nil {
			if _, ok := errors.AsType[*DamageError](err); !ok {
				t.Fatalf("got %v, want a *DamageError", err)
			}
			return
		}
		if j.Torn() != nil || len(records) != bytes.Count(content, []byte("\n")) {
			t.Fatalf("%d records of %q", len(records), content)
		}
	})
}

// closed makes records of lines: each as it is behind its checksum, or as the body of the record that is due.
func closed(lines string) []byte {
	var content []byte
	at := start()
	for line := range strings.SplitSeq(lines, "\n") {
		text := line
		if !strings.HasPrefix(text, `{"seq":`) {
			text = fmt.Sprintf(`{"seq":%d,"prev":"%s","body":%s}`, at.seq+1, at.hash, line)
		}
		sum := checksum([]byte(text))
		whole := append(append(sum[:], ' '), text...)
		at = cursor{seq: at.seq + 1, hash: hashOf(whole)}
		content = append(append(content, whole...), '\n')
	}
	return content
}
