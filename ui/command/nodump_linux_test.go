package command

import (
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestNoDump: paso leaves no core with its secrets; what it starts is as any other process.
func TestNoDump(t *testing.T) {
	defer func() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0) }()
	closeProcess()
	if may, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || may != 0 {
		t.Errorf("dumpable %d, %v", may, err)
	}
	out, err := exec.Command("sh", "-c", "cat /proc/$$/environ >/dev/null && ulimit -c").CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) == "" {
		t.Errorf("%s, %v", out, err)
	}
}
