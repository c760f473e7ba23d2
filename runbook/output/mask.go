package output

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

const (
	// MinSecret is the fewest characters of a secret that can be masked: a shorter one would cover text that is none.
	MinSecret = 4
	// maxHeld bounds the bytes that Mask holds back, unless a secret is longer than half of it.
	maxHeld = 64 << 10
)

// ShortSecretError refuses a secret of fewer than MinSecret characters. It does not hold the secret.
type ShortSecretError struct {
	Index int // which of the secrets, 0 for the first
}

func (e *ShortSecretError) Error() string {
	return fmt.Sprintf("secret %d has fewer than %d characters, too short to mask", e.Index+1, MinSecret)
}

// Message names the text for the operator.
func (e *ShortSecretError) Message() (id string, args map[string]string) {
	return "output.secret-too-short", map[string]string{"Min": strconv.Itoa(MinSecret)}
}

// Mask overwrites secrets in a stream of bytes with as many asterisks.
//
// What comes out is as long as what went in, and its line ends are the same. A byte that may yet turn out to belong to a secret is held
// back until that is settled, so the output may trail the input by a bounded tail. For one goroutine at a time.
type Mask struct {
	secrets *matcher
	urls    urlScanner
	state   int32 // of secrets
	bare    int32 // of secrets, as if there were no control sequences
	seq     sequence
	buf     []byte // what is held back, then the bytes of this call
	spare   []byte // the buffer of the last call, which its caller may still read
	held    int    // how much of the front of buf is held back
	spans   []span
	most    int // bytes that may be held back
}

// span is a stretch of buf to overwrite; dressed: but for the control sequences in it.
type span struct {
	from, to int
	dressed  bool
}

// NewMask returns a Mask for these secrets, and for the passwords in URLs. None at all is fine. A secret of fewer than MinSecret
// characters, line ends not counted, is refused with a *ShortSecretError.
func NewMask(secrets []string) (*Mask, error) {
	var patterns [][]byte
	for i, secret := range secrets {
		if utf8.RuneCountInString(withoutLineEnds(secret)) < MinSecret {
			return nil, &ShortSecretError{Index: i}
		}
		patterns = append(patterns, spellings(secret)...)
	}
	m := newMatcher(patterns)
	return &Mask{secrets: m, most: max(maxHeld, 2*m.longest)}, nil
}

// Mask takes the next bytes of the stream and returns those that are settled, secrets overwritten. Final means that no more will come, so
// nothing is held back, and the next call starts a new stream. The result is valid until the next call; chunk is not changed.
func (m *Mask) Mask(chunk []byte, final bool) []byte {
	m.buf = append(m.buf[:m.held], chunk...)
	m.spans = m.spans[:0]
	hold := min(m.findSecrets(), m.findURLs())
	for _, s := range m.spans {
		overwrite(m.buf[max(0, s.from):s.to], s.dressed)
	}
	if final {
		hold = len(m.buf)
		m.state, m.bare, m.seq, m.urls = 0, 0, seqNone, urlScanner{}
	}
	hold = max(hold, len(m.buf)-m.most)
	settled := m.buf[:hold:hold]
	m.urls.shift(hold)
	m.held = len(m.buf) - hold
	m.buf, m.spare = append(m.spare[:0], m.buf[hold:]...), m.buf
	return settled
}

// Flush returns what is held back, as after the last chunk.
func (m *Mask) Flush() []byte { return m.Mask(nil, true) }

// findSecrets looks through the new bytes and notes the secrets that end there. It returns from where on a secret may have begun.
// Where there are control sequences it looks a second time and passes over them: a colour may begin in the middle of a secret.
func (m *Mask) findSecrets() int {
	dressed := m.seq != seqNone || m.bare != m.state || bytes.IndexByte(m.buf[m.held:], esc) >= 0
	m.state, m.spans = m.secrets.scan(m.buf, m.held, m.state, m.spans)
	hold := back(m.buf, len(m.buf), int(m.secrets.open[m.state]))
	if !dressed {
		m.bare = m.state
		return hold
	}
	m.scanBare()
	open := int(m.secrets.open[m.bare])
	if open == 0 {
		return hold
	}
	end := len(m.buf)
	if m.seq != seqNone { // it belongs to what is held
		end = bytes.LastIndexByte(m.buf, esc)
	}
	return min(hold, backBare(m.buf, end, open))
}

// findURLs notes the passwords of URLs that end in the new bytes, and returns from where on one may have begun.
func (m *Mask) findURLs() int {
	m.spans = m.urls.scan(m.buf, m.held, m.spans)
	return m.urls.hold(len(m.buf))
}

// back returns where the last n bytes before end begin that are not line ends; before 0 where buf does not go back so far.
func back(buf []byte, end, n int) int {
	for n > 0 && end > 0 {
		end--
		if !lineEnd(buf[end]) {
			n--
		}
	}
	return end
}

// overwrite covers all but line ends, which keep the shape of the output, and the control sequences of a dressed secret.
func overwrite(secret []byte, dressed bool) {
	in := seqNone
	for i, b := range secret {
		if dressed {
			var part bool
			if in, part = in.next(b); part {
				continue
			}
		}
		if !lineEnd(b) {
			secret[i] = '*'
		}
	}
}

func lineEnd(b byte) bool { return b == '\n' || b == '\r' }

func withoutLineEnds(s string) string {
	return string(slices.DeleteFunc([]byte(s), lineEnd))
}
