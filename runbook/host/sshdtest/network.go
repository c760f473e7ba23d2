//go:build unix

package sshdtest

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// A Network forwards to a server until it is told to fail. What was connected when it failed stays dead; what connects
// afterwards gets through, unless the network is down.
type Network struct {
	Port int
	to   string

	mu    sync.Mutex
	links map[*link]struct{}
	down  bool
	taken int // connections so far
	trip  *trip
}

// NewNetwork is a network in front of an address.
func NewNetwork(t testing.TB, to string) *Network {
	t.Helper()
	return NewNetworkAt(t, "127.0.0.1", to)
}

// NewNetworkAt is a network that listens on another address of this machine.
func NewNetworkAt(t testing.TB, ip, to string) *Network {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	must(t, err)
	n := &Network{Port: portOf(t, listener), to: to, links: map[*link]struct{}{}}
	t.Cleanup(func() {
		_ = listener.Close()
		n.Cut()
	})
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			n.join(client)
		}
	}()
	return n
}

// Cut closes every connection: both ends learn it at once.
func (n *Network) Cut() {
	for _, l := range n.take() {
		l.end()
	}
}

// Swallow makes every connection silent: nothing gets through any more and nobody is told, like a dropped VPN.
func (n *Network) Swallow() {
	for _, l := range n.take() {
		l.swallow()
	}
}

// Down lets nothing connect any more (true), or again (false). Connections that stand are not touched.
func (n *Network) Down(down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = down
}

// Taken counts the connections that were let through so far.
func (n *Network) Taken() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.taken
}

func (n *Network) take() []*link {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []*link
	for l := range n.links {
		all = append(all, l)
	}
	clear(n.links)
	return all
}

func (n *Network) join(client net.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.down {
		_ = client.Close()
		return
	}
	server, err := net.Dial("tcp", n.to)
	if err != nil {
		_ = client.Close()
		return
	}
	l := &link{network: n, client: client, server: server}
	n.links[l] = struct{}{}
	n.taken++
	go l.carry(server, client)
	go l.carry(client, server)
}

// A link is one connection through the network.
type link struct {
	network        *Network
	client, server net.Conn
	mu             sync.Mutex
	silent         bool
}

// carry copies one direction. A silent link goes on reading, so that neither end is held up, and writes nothing; the
// server's end is closed only when the client gives up.
func (l *link) carry(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.network.carried(n)
		l.mu.Lock()
		silent := l.silent
		l.mu.Unlock()
		if n > 0 && !silent {
			if _, err := to.Write(buffer[:n]); err != nil {
				break
			}
		}
		if err != nil {
			if silent && errors.Is(err, io.EOF) && from == l.server {
				return // the client is not told
			}
			break
		}
	}
	l.end()
}

func (l *link) swallow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silent = true
}

func (l *link) end() {
	_ = l.client.Close()
	_ = l.server.Close()
}
