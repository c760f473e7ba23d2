package host

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

// The end is told after the last output, even where the output still waits to be taken when the end is read.
func TestEndComesAfterTheOutputThatIsOnItsWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const mark = "m"
		_, stdin := io.Pipe()
		s := newStream(nil, nil, &call{stdin: &callInput{to: stdin}, stdout: io.NopCloser(strings.NewReader("\x1emark m\x1elast"))}, 0, 0)
		for range cap(s.items) {
			s.push(told{})
		}
		go s.readOutput(mark)
		synctest.Wait() // nobody takes it
		s.mu.Lock()
		s.state.end = &record{verb: "end", fields: map[string]string{"how": "finished", "size": "4", "events": "0"}}
		s.mu.Unlock()
		if last, err := s.ending(); last.item != nil || err != nil {
			t.Errorf("told %+v, %v before the output", last.item, err)
		}
		close(s.closed)
	})
}
