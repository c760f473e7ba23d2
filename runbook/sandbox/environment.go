package sandbox

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Variables of the environment that carry the box to its processes.
const (
	boxVariable    = "PASO_SANDBOX"        // the box's directory: marks its processes
	daemonVariable = "PASO_SANDBOX_DAEMON" // the unit that a daemon serves
	fastVariable   = "PASO_SANDBOX_FAST"   // 1: no delays, for tests
	stepVariable   = "PASO_STEP"           // the step that runs; paso sets it for every script
)

// searchPath is where real programs are found: the usual places, and wherever this machine keeps the tools that a box needs.
func searchPath() string {
	dirs := []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}
	for _, tool := range requiredTools() {
		if path, err := exec.LookPath(tool); err == nil {
			if dir := filepath.Dir(path); !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	return strings.Join(dirs, ":")
}

// sessionEnv is the environment which the SSH server gives to what it starts. The stand-ins come first in PATH here too,
// and not only after login: preflight and checks run without a login shell.
func sessionEnv(l layout, path, fast string) []string {
	env := []string{
		"HOME=" + l.home(), "USER=" + account, "LOGNAME=" + account, "SHELL=/bin/bash", "LANG=C.UTF-8",
		"PATH=" + l.bin() + ":" + path, "TMPDIR=" + l.tmp(), "XDG_STATE_HOME=" + filepath.Join(l.home(), ".local", "state"),
		"GIT_CONFIG_GLOBAL=" + l.gitConfig(), "GIT_CONFIG_NOSYSTEM=1", boxVariable + "=" + string(l),
	}
	if fast != "" {
		env = append(env, fastVariable+"="+fast)
	}
	return env
}

func itoa(n int) string { return strconv.Itoa(n) }
