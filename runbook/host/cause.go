package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// SilentError: nothing at all came from a host that was asked whether it lives. A VPN that is down sends no error.
type SilentError struct{ For time.Duration } // since its last byte

func (e *SilentError) Error() string {
	return fmt.Sprintf("no answer for %s", e.For.Round(100*time.Millisecond))
}

// errHungUp: the host ended the connection in good order.
var errHungUp = errors.New("the host closed the connection")

// lossID is the text for why a connection was lost. "cut" is what a network does to one that was well; anything else is
// told as the system says it.
func lossID(cause error) string {
	var silent *SilentError
	switch {
	case errors.As(cause, &silent):
		return "host.link-lost.silent"
	case errors.Is(cause, errHungUp), errors.Is(cause, errNoExit):
		return "host.link-lost.closed"
	case cutOff(cause):
		return "host.link-lost.cut"
	}
	return "host.link-lost"
}

// Silent is for how long nothing had come when the loss was noticed: 0 for one that was noticed at once.
func (e *LinkLostError) Silent() time.Duration {
	var silent *SilentError
	if errors.As(e.Cause, &silent) {
		return silent.For
	}
	return 0
}

// cutOff tells what ends a connection that was there: not what keeps one from being made.
func cutOff(err error) bool {
	for _, known := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// Interrupted tells whether the host had answered, and the connection was cut before it stood: another try may do at once.
func (e *UnreachableError) Interrupted() bool { return cutOff(e.Cause) }

// unreachableID is the text for why no connection could be made.
func unreachableID(cause error) string {
	var name *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(cause, &name):
		return "host.unreachable.name"
	case errors.Is(cause, syscall.ECONNREFUSED):
		return "host.unreachable.refused"
	case errors.Is(cause, syscall.EHOSTUNREACH), errors.Is(cause, syscall.ENETUNREACH), errors.Is(cause, syscall.ENETDOWN):
		return "host.unreachable.route"
	case errors.Is(cause, errNoAnswer), errors.Is(cause, os.ErrDeadlineExceeded), errors.Is(cause, context.DeadlineExceeded),
		errors.As(cause, &timeout) && timeout.Timeout():
		return "host.unreachable.silent"
	case cutOff(cause):
		return "host.unreachable.cut"
	}
	return "host.unreachable"
}

// errNoAnswer: the limit of a handshake has passed.
var errNoAnswer = errors.New("no answer")
