package host

import (
	"context"
	"errors"
	"io"
	"sync"
)

// A transport runs the bootstrap on the host: over SSH or as a process of this machine.
type transport interface {
	// run begins one call. The context bounds the beginning only; kill ends the call.
	run(ctx context.Context) (*call, error)
	// lost is closed when the link is gone; cause then says why.
	lost() <-chan struct{}
	cause() error
	// broke ends the link after a fault of paso itself, which becomes its cause.
	broke(fault error)
	close() error
}

// A call is one bootstrap that runs.
type call struct {
	stdin  *callInput
	stdout io.Reader
	stderr io.Reader
	wait   func() (exit int, err error) // errNoExit when the link took the exit status with it
	kill   func()                       // lets go: what is detached on the host is not touched
}

// errNoExit: the channel ended without an exit status, so nothing is known of what ran.
var errNoExit = errors.New("the channel ended without an exit status")

// A callInput is the stdin of a call. Neither a pipe nor a channel of x/crypto may be closed while it is written to.
type callInput struct {
	mu     sync.Mutex
	closed bool
	to     io.WriteCloser
}

func (in *callInput) Write(p []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closed {
		return 0, io.ErrClosedPipe
	}
	return in.to.Write(p)
}

// Close tells the host that nothing follows. While a write is stuck it does nothing: kill is what ends that.
func (in *callInput) Close() error {
	if !in.mu.TryLock() {
		return nil
	}
	defer in.mu.Unlock()
	if in.closed {
		return nil
	}
	in.closed = true
	return in.to.Close()
}
