//go:build lab

package command

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
)

// through is the lab's ssh_config by way of another port, with the same host key.
func (l *lab) through(port int) string {
	l.t.Helper()
	config, err := os.ReadFile(l.config)
	if err != nil {
		l.t.Fatal(err)
	}
	known := regexp.MustCompile(`UserKnownHostsFile (\S+)`).FindSubmatch(config)
	keys, err := os.ReadFile(string(known[1]))
	if err != nil {
		l.t.Fatal(err)
	}
	knownFile := filepath.Join(l.dir, "known_hosts")
	keys = bytes.ReplaceAll(keys, []byte("]:2222"), fmt.Appendf(nil, "]:%d", port))
	config = bytes.ReplaceAll(config, []byte("Port 2222"), fmt.Appendf(nil, "Port %d", port))
	config = bytes.ReplaceAll(config, known[1], []byte(knownFile))
	file := filepath.Join(l.dir, "ssh_config")
	for name, content := range map[string][]byte{knownFile: keys, file: config} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			l.t.Fatal(err)
		}
	}
	return file
}

// proxy is a network that can be cut.
type proxy struct {
	port  int
	mu    sync.Mutex
	conns []net.Conn
}

func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	p := &proxy{port: listener.Addr().(*net.TCPAddr).Port}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				_ = client.Close()
				continue
			}
			p.mu.Lock()
			p.conns = append(p.conns, client, server)
			p.mu.Unlock()
			go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
			go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
		}
	}()
	return p
}

func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns = nil
}
