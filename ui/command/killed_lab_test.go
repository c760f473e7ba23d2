//go:build lab && linux

package command

import (
	"os/exec"
	"path/filepath"
	"testing"

	"paso/runbook/host/sshdtest"
)

// builtPaso is the real program, as it is given away.
func builtPaso(t *testing.T) string {
	t.Helper()
	paso := filepath.Join(t.TempDir(), "paso")
	if out, err := exec.Command("go", "build", "-o", paso, "../..").CombinedOutput(); err != nil {
		t.Fatalf("build paso: %v\n%s", err, out)
	}
	return paso
}

// TestSSHKill is TestKill with the built program over a real sshd.
func TestSSHKill(t *testing.T) {
	paso := builtPaso(t)
	killings(t, countOr(16), 2, func(t *testing.T) *killing {
		s := sshdtest.Start(t)
		return newKilling(t, paso, `ssh = "`+sshdtest.Alias+`"`, s.Home, "--ssh-config", s.SSHConfig)
	})
}
