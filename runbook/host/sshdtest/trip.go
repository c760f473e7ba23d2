//go:build unix

package sshdtest

// A trip is a failure that waits for a number of bytes.
type trip struct {
	left int64
	fail func()
}

// After calls fail once so many more bytes have come to the network, in either direction and on any connection. The last of
// them are not carried any more where fail cuts or swallows. A new trip takes the place of one that still waits.
func (n *Network) After(bytes int64, fail func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.trip = &trip{left: bytes, fail: fail}
}

// carried counts what has come, and trips.
func (n *Network) carried(bytes int) {
	n.mu.Lock()
	t := n.trip
	if t == nil {
		n.mu.Unlock()
		return
	}
	t.left -= int64(bytes)
	if t.left > 0 {
		n.mu.Unlock()
		return
	}
	n.trip = nil
	n.mu.Unlock()
	t.fail()
}
