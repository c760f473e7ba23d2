package output

import "bytes"

// maxPassword is the most bytes that a password in a URL may have to be found.
const maxPassword = 4096

// place is where in a URL the scanner is.
type place uint8

const (
	outside  place = iota
	colon          // after ":"
	slash          // after ":/"
	userName       // after "://"
	password       // after the ":" behind the user
)

// urlScanner finds the passwords in scheme://user:password@host. The password reaches to the last @ before a slash or
// white space, as those who do not encode theirs, and libpq, have it.
type urlScanner struct {
	place place
	start int // in password: where it begins in the buffer; may lie before it
	size  int // in password: bytes since its begin
}

// scan goes over buf from a position on and adds the passwords to spans.
func (u *urlScanner) scan(buf []byte, from int, spans []span) []span {
	for i := from; i < len(buf); i++ {
		if u.place == outside {
			next := bytes.IndexByte(buf[i:], ':')
			if next < 0 {
				break
			}
			i += next
		}
		if u.place == password && buf[i] == '@' {
			spans = append(spans, span{from: u.start, to: i})
		}
		u.step(buf[i], i)
	}
	return spans
}

// step moves over the byte at position i.
func (u *urlScanner) step(b byte, i int) {
	switch {
	case u.place == colon && b == '/':
		u.place = slash
	case u.place == slash && b == '/':
		u.place = userName
	case u.place == userName && b == ':':
		u.place, u.start, u.size = password, i+1, 0
	case u.place == userName && !endsAuthority(b):
	case u.place == password && !endsAuthority(b) && u.size < maxPassword:
		u.size++
	case b == ':':
		u.place = colon
	default:
		u.place = outside
	}
}

// hold returns from where on a password may have begun in a buffer of this length.
func (u *urlScanner) hold(length int) int {
	if u.place == password {
		return max(0, u.start)
	}
	return length
}

// shift tells that the first n bytes of the buffer are gone.
func (u *urlScanner) shift(n int) { u.start -= n }

// endsAuthority holds for what cannot stand in scheme://user:password@host, however carelessly written.
func endsAuthority(b byte) bool {
	switch b {
	case '/', '"', '<', '>', '\\', '`', 0x7f:
		return true
	}
	return b <= ' '
}
