//go:build lab && linux

package host

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paso/runbook/host/sshdtest"
)

// A fuse is a dialer of one connection that ends once it has carried so many bytes after it was lit. What it has
// carried until then has arrived.
type fuse struct {
	mu       sync.Mutex
	conn     net.Conn
	lit      bool
	out, in  int64 // still to go to the host, and to come from it; below 0: any number
	sent     int64 // since it was lit
	received int64
}

func (f *fuse) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.conn = conn
	return &fusedConn{Conn: conn, fuse: f}, nil
}

// light begins to count.
func (f *fuse) light(out, in int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lit, f.out, f.in = true, out, in
}

// blow ends the connection now.
func (f *fuse) blow() {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = f.conn.Close()
}

func (f *fuse) carried() (sent, received int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sent, f.received
}

// spend takes n bytes off a length of fuse and tells how many of them pass.
func (f *fuse) spend(left, count *int64, n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.lit {
		return n
	}
	pass := int64(n)
	if *left >= 0 {
		pass = min(pass, *left)
		*left -= pass
	}
	*count += pass
	return int(pass)
}

type fusedConn struct {
	net.Conn
	fuse *fuse
}

func (c *fusedConn) Write(p []byte) (int, error) {
	pass := c.fuse.spend(&c.fuse.out, &c.fuse.sent, len(p))
	n, err := c.Conn.Write(p[:pass])
	if err == nil && pass < len(p) {
		_ = c.Conn.Close()
		return n, net.ErrClosed
	}
	return n, err
}

func (c *fusedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	pass := c.fuse.spend(&c.fuse.in, &c.fuse.received, n)
	if pass < n {
		_ = c.Conn.Close()
		return pass, net.ErrClosed
	}
	return n, err
}

// startCut is where real starts are cut off: a server, and what its scripts write of themselves.
type startCut struct {
	t      *testing.T
	config Config
	marks  string
	fresh  atomic.Int64 // second starts that had to begin the attempt
}

func newStartCut(t *testing.T) *startCut {
	t.Helper()
	t.Setenv("SSH_AUTH_SOCK", "")
	s := sshdtest.Start(t)
	return &startCut{
		t: t, config: Config{Destination: sshdtest.Alias, SSHConfig: s.SSHConfig, RunID: "run-1"},
		marks: filepath.Join(s.Home, "marks"),
	}
}

func (c *startCut) attempt(name string) Attempt {
	return Attempt{
		ID: name, Script: "echo begin $NAME >>$MARKS\necho out\necho end $NAME >>$MARKS",
		Vars: map[string]string{"MARKS": c.marks, "NAME": name},
	}
}

// cutOnce starts an attempt on a connection that ends under it, and then again on one that does not.
func (c *startCut) cutOnce(steady *Host, name string, light func(*fuse)) {
	c.t.Helper()
	broken, f := c.config, &fuse{}
	broken.Dial = f.dial
	unlucky, err := Open(bounded(c.t), broken)
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return
	}
	light(f)
	if s, err := unlucky.Start(bounded(c.t), c.attempt(name)); err == nil {
		_, _ = drainUntilError(c.t, s)
	}
	_ = unlucky.Close()
	s, err := steady.Start(bounded(c.t), c.attempt(name))
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return
	}
	if s.New() {
		c.fresh.Add(1)
	}
	e, err := drainUntilError(c.t, s)
	if err != nil || e.Exit != 0 || e.output != "out\r\n" {
		c.t.Errorf("%s: exit %d, output %q, %v", name, e.Exit, e.output, err)
	}
}

// measure tells what a start that nothing disturbs sends, receives and takes.
func (c *startCut) measure() (sent, received int64, took time.Duration) {
	c.t.Helper()
	whole, f := c.config, &fuse{}
	whole.Dial = f.dial
	h := prepared(c.t, whole)
	f.light(-1, -1)
	began := time.Now()
	run(c.t, h, c.attempt("whole"))
	took = time.Since(began)
	sent, received = f.carried()
	return sent, received, took
}

// The connection is cut at every moment of a start on a real sshd: after each count of bytes that the client sends, after
// each that it receives, and after a while. Started again, the script has run exactly once. -rounds says how many moments
// there are, spread evenly; as many as the bytes of a start are all of them.
func TestStartCutAtEveryMoment(t *testing.T) {
	c := newStartCut(t)
	sent, received, took := c.measure()
	cuts := map[string]func(*fuse){}
	n := int64(countOr(48))
	spread := func(what string, count, length int64, light func(f *fuse, at int64)) {
		for i := range count {
			at := i * length / count
			cuts[fmt.Sprintf("%s-%d", what, at)] = func(f *fuse) { light(f, at) }
		}
	}
	spread("sent", min(n/2, sent), sent, func(f *fuse, at int64) { f.light(at, -1) })
	spread("received", min(n/4, received), received, func(f *fuse, at int64) { f.light(-1, at) })
	spread("after", n/4, int64(took), func(f *fuse, at int64) {
		f.light(-1, -1)
		time.AfterFunc(time.Duration(at), f.blow)
	})
	c.all(cuts)
	fresh := c.fresh.Load()
	t.Logf("a start sends %d bytes, receives %d, takes %s; cut at %d moments: %d had not begun it, %d had; each ran once",
		sent, received, took.Round(time.Millisecond), len(cuts), fresh, int64(len(cuts))-fresh)
	if fresh == 0 || fresh == int64(len(cuts)) {
		t.Error("the cuts do not fall on both sides of the commit")
	}
}

// all makes the cuts, four at a time, and judges them by what the scripts wrote.
func (c *startCut) all(cuts map[string]func(*fuse)) {
	c.t.Helper()
	type cut struct {
		name  string
		light func(*fuse)
	}
	queue := make(chan cut)
	var workers sync.WaitGroup
	for range 4 {
		steady := prepared(c.t, c.config)
		workers.Go(func() {
			for next := range queue {
				c.cutOnce(steady, next.name, next.light)
			}
		})
	}
	for name, light := range cuts {
		queue <- cut{name, light}
	}
	close(queue)
	workers.Wait()
	ran := "\n" + mustRead(c.t, c.marks)
	for name := range cuts {
		for _, word := range []string{"begin", "end"} {
			if n := strings.Count(ran, "\n"+word+" "+name+"\n"); n != 1 {
				c.t.Errorf("%s: %q was written %d times", name, word, n)
			}
		}
	}
}

// Twenty starts of one attempt at once, over four connections to a real sshd: it runs once and all see the whole of it.
func TestStartTwentyAtOnce(t *testing.T) {
	c := newStartCut(t)
	var hosts []*Host
	for range 4 {
		hosts = append(hosts, prepared(t, c.config))
	}
	times := countOr(5)
	for i := range times {
		name := fmt.Sprintf("once-%d", i)
		var begun atomic.Int64
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				s, err := hosts[i%len(hosts)].Start(bounded(t), c.attempt(name))
				if err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				if s.New() {
					begun.Add(1)
				}
				if e, err := drainUntilError(t, s); err != nil || e.Exit != 0 || e.output != "out\r\n" {
					t.Errorf("%s: exit %d, output %q, %v", name, e.Exit, e.output, err)
				}
			})
		}
		all.Wait()
		if ran := mustRead(t, c.marks); begun.Load() != 1 || strings.Count(ran, "begin "+name+"\n") != 1 || strings.Count(ran, "end "+name+"\n") != 1 {
			t.Errorf("%s: %d starts say that they began it; written:\n%s", name, begun.Load(), ran)
		}
	}
	t.Logf("%d times 20 starts at once over 4 connections: each ran once", times)
}
