package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"paso/runbook/routine"
)

// A dialer makes the SSH connections of one Host.
type dialer struct {
	config  Config
	answers *answers
}

func newDialer(c Config) *dialer { return &dialer{config: c, answers: newAnswers()} }

// dial connects to the destination, through its jumps.
func (d *dialer) dial(ctx context.Context) (transport, error) {
	config, err := loadClientConfig(d.config.SSHConfig)
	if err != nil {
		return nil, err
	}
	for {
		before := d.answers.count()
		route := &route{dialer: d, config: config}
		client, conn, err := route.to(ctx, d.config.Destination, 0)
		if err == nil {
			return newSSHLink(client, conn, route.jumps, d.config), nil
		}
		route.close()
		var unreachable *UnreachableError
		if ctx.Err() == nil && errors.As(err, &unreachable) && d.answers.count() > before {
			continue // the host hung up while a person was typing; the answer is known now
		}
		return nil, err
	}
}

// A route is the chain of connections to one destination.
type route struct {
	dialer *dialer
	config *clientConfig
	jumps  []*ssh.Client
}

const maxJumps = 8

func (r *route) close() {
	for i := len(r.jumps) - 1; i >= 0; i-- {
		_ = r.jumps[i].Close()
	}
}

// to connects to a destination; its jumps become part of the route. The first jump may have jumps of its own.
func (r *route) to(ctx context.Context, destination string, depth int) (*ssh.Client, *watchedConn, error) {
	s, err := r.config.lookup(destination)
	if err != nil {
		return nil, nil, err
	}
	if depth > maxJumps {
		return nil, nil, &SSHConfigError{File: destination, Cause: errors.New("too many ProxyJumps, or a circle of them")}
	}
	open := r.dialer.config.Dial
	for i, jump := range s.proxyJump {
		hop, err := r.jump(ctx, strings.TrimSpace(jump), i, open, depth)
		if err != nil {
			return nil, nil, err
		}
		r.jumps = append(r.jumps, hop)
		open = hop.DialContext
	}
	return r.hop(ctx, s, open)
}

func (r *route) jump(ctx context.Context, name string, i int, open dialFunc, depth int) (*ssh.Client, error) {
	if i == 0 {
		client, _, err := r.to(ctx, name, depth+1)
		return client, err
	}
	s, err := r.config.lookup(name)
	if err != nil {
		return nil, err
	}
	client, _, err := r.hop(ctx, s, open)
	return client, err
}

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// hop makes one connection and authenticates.
func (r *route) hop(ctx context.Context, s settings, open dialFunc) (*ssh.Client, *watchedConn, error) {
	limit := r.dialer.config.ConnectTimeout
	dialCtx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	raw, err := open(dialCtx, "tcp", s.address())
	if err != nil {
		return nil, nil, &UnreachableError{Host: s.alias, Address: s.address(), Cause: err}
	}
	conn := newWatchedConn(raw)
	clock := newHandshakeClock(limit, func() { _ = conn.Close() })
	defer clock.stop()
	defer context.AfterFunc(ctx, routine.Guarded(func() { _ = conn.Close() }, func(error) {}))() // all that it does
	client, err := r.handshake(ctx, s, conn, clock)
	if err != nil {
		_ = conn.Close()
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if clock.expired() {
			err = &UnreachableError{Host: s.alias, Address: s.address(), Cause: fmt.Errorf("%w within %s", errNoAnswer, limit)}
		}
		return nil, nil, err
	}
	return client, conn, nil
}

func (r *route) handshake(ctx context.Context, s settings, conn net.Conn, clock *handshakeClock) (*ssh.Client, error) {
	asker := r.dialer.config.Asker
	ask := asking(ctx, asker, clock)
	keys := &keyCheck{settings: s, ask: ask}
	algorithms := keys.algorithms()
	if len(algorithms) == 0 {
		return nil, &SSHConfigError{File: s.alias, Cause: errors.New("HostKeyAlgorithms leaves none that paso knows")}
	}
	who := &login{settings: s, answers: r.dialer.answers, ask: ask, asker: asker != nil}
	defer who.close()
	c, channels, requests, err := ssh.NewClientConn(conn, s.address(), &ssh.ClientConfig{
		User: s.user, Auth: who.methods(), HostKeyCallback: keys.check, HostKeyAlgorithms: algorithms,
		ClientVersion: "SSH-2.0-paso",
	})
	if err == nil {
		return ssh.NewClient(c, channels, requests), nil
	}
	switch {
	case keys.failed != nil:
		return nil, keys.failed
	case who.refused != nil:
		return nil, &AuthError{Host: s.alias, User: s.user, Cause: who.refused}
	case strings.Contains(err.Error(), "unable to authenticate"):
		return nil, &AuthError{Host: s.alias, User: s.user, Cause: err}
	default:
		return nil, &UnreachableError{Host: s.alias, Address: s.address(), Cause: err}
	}
}

// A handshakeClock limits a handshake, without the time that a person takes to answer. x/crypto has no limit of its own,
// and a connection inside another has no deadlines.
type handshakeClock struct {
	mu    sync.Mutex
	limit time.Duration
	fire  func()
	timer *time.Timer
	over  bool
}

func newHandshakeClock(limit time.Duration, fire func()) *handshakeClock {
	c := &handshakeClock{limit: limit, fire: fire}
	c.start()
	return c
}

func (c *handshakeClock) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(c.limit, routine.Guarded(func() {
		c.mu.Lock()
		c.over = true
		c.mu.Unlock()
		c.fire()
	}, func(error) {})) // all that it does is to close a connection
}

func (c *handshakeClock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer.Stop()
}

func (c *handshakeClock) expired() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.over
}
