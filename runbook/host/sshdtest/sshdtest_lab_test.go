//go:build lab

package sshdtest

import (
	"os/exec"
	"strings"
	"testing"
)

func TestServer(t *testing.T) {
	s := Start(t)
	n := NewNetwork(t, s.Addr())
	for _, config := range []string{s.SSHConfig, s.Through(t, n)} {
		out, err := exec.Command("ssh", "-F", config, Alias, "echo $HOME").CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != s.Home {
			t.Errorf("%s, %v", out, err)
		}
	}
	if n.Taken() != 1 {
		t.Errorf("%d connections", n.Taken())
	}
}

func TestNetworkFails(t *testing.T) {
	s := Start(t)
	n := NewNetwork(t, s.Addr())
	config := s.Through(t, n)
	cmd := exec.Command("ssh", "-F", config, Alias, "echo here; exec sleep 1000")
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	var here [5]byte
	if _, err := out.Read(here[:]); err != nil {
		t.Fatal(err)
	}
	n.Cut()
	if err := cmd.Wait(); err == nil {
		t.Error("ssh did not learn that it was cut off")
	}
	n.Down(true)
	if err := exec.Command("ssh", "-F", config, Alias, "true").Run(); err == nil {
		t.Error("connected through a network that is down")
	}
	n.Down(false)
	silent := exec.Command("ssh", "-F", config, "-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1", Alias, "echo here; exec sleep 1000")
	out, err = silent.StdoutPipe()
	must(t, err)
	must(t, silent.Start())
	if _, err := out.Read(here[:]); err != nil {
		t.Fatal(err)
	}
	n.Swallow()
	if err := silent.Wait(); err == nil {
		t.Error("ssh did not notice the silence")
	}
}
