package host

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"

	"paso/runbook/routine"
)

// A watchedConn remembers when bytes last came.
type watchedConn struct {
	net.Conn
	started time.Time
	heard   atomic.Int64 // nanoseconds after started
}

func newWatchedConn(c net.Conn) *watchedConn { return &watchedConn{Conn: c, started: time.Now()} }

func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.heard.Store(int64(time.Since(c.started)))
	}
	return n, err
}

func (c *watchedConn) silent() time.Duration {
	return time.Since(c.started) - time.Duration(c.heard.Load())
}

// An sshLink is one authenticated connection.
type sshLink struct {
	client *ssh.Client
	conn   *watchedConn
	jumps  []*ssh.Client
	gone   chan struct{}

	mu  sync.Mutex
	why error
}

func newSSHLink(client *ssh.Client, conn *watchedConn, jumps []*ssh.Client, c Config) *sshLink {
	l := &sshLink{client: client, conn: conn, jumps: jumps, gone: make(chan struct{})}
	go routine.Guarded(func() {
		err := client.Wait()
		if err == nil {
			err = errHungUp
		}
		l.end(err)
	}, l.broke)()
	go routine.Guarded(func() { l.keepAlive(c.KeepAlive, c.KeepAliveDeadline) }, l.broke)()
	return l
}

// keepAlive asks a silent host for an answer, and gives it up if nothing at all comes: a VPN that is down sends no
// error. Any byte is life, so a slow link full of output is not taken for a dead one. The wait for the answer is counted in
// ticks which this process lived to see: one that was stopped, as by a laptop that slept, asks before it gives up.
func (l *sshLink) keepAlive(every, deadline time.Duration) {
	asking := make(chan struct{}, 1)
	beat := min(every, deadline) / beatsPerWait
	tick := time.NewTicker(beat)
	defer tick.Stop()
	var waited time.Duration // that paso was awake since it asked; 0: nothing is asked
	for {
		select {
		case <-l.gone:
			return
		case <-tick.C:
		}
		silent := l.conn.silent()
		switch {
		case silent < every || waited > silent: // an answer, or any other byte, has come
			waited = 0
			continue
		case waited >= deadline:
			l.end(&SilentError{For: silent})
			return
		}
		waited += beat
		select {
		case asking <- struct{}{}: // one at a time; it blocks as long as the link does
			go routine.Guarded(func() {
				_, _, _ = l.client.SendRequest("keepalive@openssh.com", true, nil)
				<-asking
			}, l.broke)()
		default:
		}
	}
}

// beatsPerWait is how often the shorter of the waits of a keepalive is looked at.
const beatsPerWait = 4

// end closes the link, once, and remembers why.
func (l *sshLink) end(why error) {
	l.mu.Lock()
	first := l.why == nil
	if first {
		l.why = why
		close(l.gone)
	}
	l.mu.Unlock()
	if !first {
		return
	}
	_ = l.conn.Close() // not the client's: that would wait to say goodbye
	for i := len(l.jumps) - 1; i >= 0; i-- {
		_ = l.jumps[i].Close()
	}
}

// broke ends the link after a fault of paso in one of its goroutines.
func (l *sshLink) broke(fault error) { l.end(fault) }

func (l *sshLink) lost() <-chan struct{} { return l.gone }

func (l *sshLink) cause() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

func (l *sshLink) close() error {
	l.end(errClosed)
	return nil
}

// run opens a channel. x/crypto takes no context, so the wait is apart from the work.
func (l *sshLink) run(ctx context.Context) (*call, error) {
	type opened struct {
		call *call
		err  error
	}
	done := make(chan opened, 1)
	go routine.Guarded(func() {
		c, err := l.open()
		done <- opened{c, err}
	}, func(err error) { done <- opened{nil, err} })()
	select {
	case o := <-done:
		return o.call, o.err
	case <-l.gone:
		return nil, l.cause()
	case <-ctx.Done():
		go routine.Guarded(func() {
			if o := <-done; o.call != nil {
				o.call.kill()
			}
		}, l.broke)()
		return nil, ctx.Err()
	}
}

func (l *sshLink) open() (*call, error) {
	session, err := l.client.NewSession()
	if err != nil {
		return nil, err
	}
	stdin, err1 := session.StdinPipe()
	stdout, err2 := session.StdoutPipe()
	stderr, err3 := session.StderrPipe()
	if err := errors.Join(err1, err2, err3, session.Start(bootstrap)); err != nil {
		_ = session.Close()
		return nil, err
	}
	return &call{
		stdin: &callInput{to: stdin}, stdout: stdout, stderr: stderr,
		wait: sync.OnceValues(func() (int, error) { return exitOf(session.Wait()) }),
		kill: func() { _ = session.Close() },
	}, nil
}

func exitOf(err error) (int, error) {
	var exit *ssh.ExitError
	var missing *ssh.ExitMissingError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit) && exit.Signal() == "":
		return exit.ExitStatus(), nil
	case errors.As(err, &exit), errors.As(err, &missing):
		return 0, errNoExit
	default:
		return 0, err
	}
}
