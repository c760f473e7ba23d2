package sandbox

import (
	"bytes"
	"errors"
	"net"
	"os/exec"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"paso/runbook/routine"
)

// server is the SSH server of a box. It ends with paso; what it started does not.
type server struct {
	config   *ssh.ServerConfig
	listener net.Listener
	shell    func(command string) *exec.Cmd // prepares the account's shell; "" asks for a login shell

	mu    sync.Mutex
	conns map[net.Conn]struct{} // nil once closed
	fault error                 // of paso itself, which ended it
	wait  sync.WaitGroup
}

// handshakeLimit bounds how long a client may take to log in.
const handshakeLimit = 30 * time.Second

// serve starts a server that lets in the holder of one key as the box's account.
func serve(listener net.Listener, host ssh.Signer, client ssh.PublicKey, shell func(string) *exec.Cmd) *server {
	s := &server{listener: listener, shell: shell, conns: map[net.Conn]struct{}{}}
	s.config = &ssh.ServerConfig{
		ServerVersion: "SSH-2.0-OpenSSH_9.2p1 paso-demo",
		PublicKeyCallback: func(conn ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if conn.User() != account || !bytes.Equal(key.Marshal(), client.Marshal()) {
				return nil, errNotAllowed
			}
			return &ssh.Permissions{}, nil
		},
	}
	s.config.AddHostKey(host)
	s.wait.Go(routine.Guarded(s.accept, s.broke))
	return s
}

// broke ends the server after a fault of paso itself, which close then tells. What it started goes on.
func (s *server) broke(fault error) {
	s.mu.Lock()
	s.fault = errors.Join(s.fault, fault)
	s.mu.Unlock()
	s.end()
}

// end stops listening and drops all connections; none enters any more.
func (s *server) end() {
	_ = s.listener.Close()
	s.mu.Lock()
	conns := s.conns
	s.conns = nil
	s.mu.Unlock()
	for conn := range conns {
		_ = conn.Close()
	}
}

func (s *server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		if !s.enter(conn) {
			_ = conn.Close()
			return
		}
		s.wait.Go(routine.Guarded(func() {
			defer s.leave(conn)
			s.connection(conn)
		}, s.broke))
	}
}

// enter keeps a connection for Close; after Close none enters.
func (s *server) enter(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns == nil {
		return false
	}
	s.conns[conn] = struct{}{}
	return true
}

func (s *server) leave(conn net.Conn) {
	_ = conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
}

// connection serves one client until it goes away.
func (s *server) connection(raw net.Conn) {
	_ = raw.SetDeadline(time.Now().Add(handshakeLimit))
	conn, channels, requests, err := ssh.NewServerConn(raw, s.config)
	if err != nil {
		return
	}
	_ = raw.SetDeadline(time.Time{})
	go routine.Guarded(func() { ssh.DiscardRequests(requests) }, s.broke)() // answers keepalives, with "no" as sshd does
	for offered := range channels {
		if offered.ChannelType() != "session" {
			_ = offered.Reject(ssh.UnknownChannelType, "only sessions are offered")
			continue
		}
		channel, channelRequests, err := offered.Accept()
		if err != nil {
			return
		}
		peer := session{channel: channel, shell: s.shell, client: conn.RemoteAddr(), server: conn.LocalAddr(), broke: s.broke}
		s.wait.Go(routine.Guarded(func() { peer.serve(channelRequests) }, s.broke))
	}
}

// close ends the server and waits for what it was at. Its error is a fault that had ended it before.
func (s *server) close() error {
	s.end()
	s.wait.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}
