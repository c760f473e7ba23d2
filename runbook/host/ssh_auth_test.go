//go:build linux

package host

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

func kinds(a *answering) (found []QuestionKind) {
	for _, q := range a.asked {
		found = append(found, q.Kind)
	}
	return found
}

func TestPassword(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, func(c *ssh.ServerConfig) {
		c.PasswordCallback = func(_ ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if string(password) == "right" {
				return &ssh.Permissions{}, nil
			}
			return nil, errors.New("no")
		}
	})
	a.knows(t, "staging", server, "")
	tries := 0
	asker := &answering{answer: func(Question) (string, error) {
		tries++
		if tries == 1 {
			return "wrong", nil
		}
		return "right", nil
	}}
	h := opened(t, a.config(asker))
	if got := kinds(asker); !slices.Equal(got, []QuestionKind{Password, Password}) || asker.asked[0].User != "tester" || asker.asked[0].Echo {
		t.Errorf("asked %+v", asker.asked)
	}
	server.cutAll()
	if err := h.Reconnect(bounded(t)); err != nil || asker.count() != 2 {
		t.Errorf("reconnect %v, asked %d times", err, asker.count())
	}

	var refused *AuthError
	if err := dialled(t, a.config(says("wrong"))); !errors.As(err, &refused) || refused.User != "tester" {
		t.Errorf("error %v", err)
	}
	if err := dialled(t, a.config(nil)); !errors.As(err, &refused) {
		t.Errorf("nobody to ask: %v", err)
	}
	gone := errors.New("the operator went away")
	err := dialled(t, a.config(&answering{answer: func(Question) (string, error) { return "", gone }}))
	if !errors.As(err, &refused) || !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
}

func TestKeyboardInteractive(t *testing.T) {
	a := newAccount(t)
	server := startServer(t, func(c *ssh.ServerConfig) {
		c.KeyboardInteractiveCallback = func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			first, err := ask("", "", []string{"Password: "}, []bool{false})
			if err != nil || first[0] != "pw" {
				return nil, errors.New("no")
			}
			second, err := ask("", "Second factor", []string{"Code: "}, []bool{true})
			if err != nil || second[0] != "123456" {
				return nil, errors.New("no")
			}
			return &ssh.Permissions{}, nil
		}
	})
	a.knows(t, "staging", server, "")
	asker := &answering{answer: func(q Question) (string, error) {
		if q.Kind == Password {
			return "pw", nil
		}
		return "123456", nil
	}}
	opened(t, a.config(asker))
	if got := kinds(asker); !slices.Equal(got, []QuestionKind{Password, Interactive}) || asker.asked[1].Text != "Second factor\nCode: " || !asker.asked[1].Echo {
		t.Errorf("asked %+v", asker.asked)
	}
}

func TestEncryptedKey(t *testing.T) {
	a := newAccount(t)
	signer, private := newKey(t)
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte("phrase"))
	if err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(a.home, "locked")
	write(t, locked, string(pem.EncodeToMemory(block)))
	server := startServer(t, anyKeyOf(signer.PublicKey()))
	a.knows(t, "staging", server, "IdentityFile "+locked)
	answers := []string{"wrong", "phrase"}
	asker := &answering{}
	asker.answer = func(Question) (string, error) { return answers[len(asker.asked)-1], nil }
	h := opened(t, a.config(asker))
	if got := kinds(asker); !slices.Equal(got, []QuestionKind{Passphrase, Passphrase}) || asker.asked[0].Text != locked {
		t.Errorf("asked %+v", asker.asked)
	}
	if err := h.Reconnect(bounded(t)); err != nil || asker.count() != 2 {
		t.Errorf("reconnect %v, asked %d times", err, asker.count())
	}
	elsewhere := startServer(t, anyKeyOf(a.signer.PublicKey()))
	a.knows(t, "elsewhere", elsewhere, "IdentityFile "+locked)
	c := a.config(says("not needed"))
	c.Destination = "elsewhere"
	if err := dialled(t, c); err != nil || c.Asker.(*answering).count() != 0 {
		t.Errorf("%v: a key that the host does not take needs no passphrase", err)
	}
}

func TestAgent(t *testing.T) {
	a := newAccount(t)
	signer, private := newKey(t)
	ring := agent.NewKeyring()
	if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(t.TempDir(), "agent")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _ = agent.ServeAgent(ring, conn) }()
		}
	}()
	t.Setenv("SSH_AUTH_SOCK", socket)
	server := startServer(t, anyKeyOf(signer.PublicKey()))
	a.knows(t, "staging", server, "")
	if err := dialled(t, a.config(nil)); err != nil {
		t.Error(err)
	}
	a.knows(t, "only", server, "IdentitiesOnly yes")
	c := a.config(nil)
	c.Destination = "only"
	var refused *AuthError
	if err := dialled(t, c); !errors.As(err, &refused) {
		t.Errorf("IdentitiesOnly lets the agent's other keys through: %v", err)
	}
}

func TestProxyJump(t *testing.T) {
	a := newAccount(t)
	let := anyKeyOf(a.signer.PublicKey())
	outer, inner, target := startServer(t, let), startServer(t, let), startServer(t, let)
	a.knows(t, "outer", outer, "")
	a.knows(t, "inner", inner, "ProxyJump outer")
	a.knows(t, "staging", target, "ProxyJump inner")
	a.knows(t, "chain", target, "ProxyJump outer,inner")
	for _, destination := range []string{"staging", "chain"} {
		c := a.config(nil)
		c.Destination = destination
		only := 0
		c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			only++
			if address != outer.address {
				return nil, fmt.Errorf("%s was dialled directly", address)
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		h := prepared(t, c)
		wantOutput(t, run(t, h, Attempt{ID: "j-" + destination, Script: "echo through"}), "through\n")
		if only != 1 {
			t.Errorf("%s: dialled %d times", destination, only)
		}
	}
	a.knows(t, "circle", target, "ProxyJump circle")
	c := a.config(nil)
	c.Destination = "circle"
	var wrong *SSHConfigError
	if err := dialled(t, c); !errors.As(err, &wrong) {
		t.Errorf("a circle: %v", err)
	}
}
