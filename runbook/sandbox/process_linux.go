package sandbox

import (
	"errors"
	"os"
	"strconv"
	"syscall"
)

// ownSession detaches a command from paso's terminal and process group, as sshd and systemd do.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// signalGroup sends to every process of the group that pid leads.
func signalGroup(pid int, sig os.Signal) error { return signalPID(-pid, sig) }

func signalPID(pid int, sig os.Signal) error {
	number, ok := sig.(syscall.Signal)
	if !ok {
		return errors.ErrUnsupported
	}
	return syscall.Kill(pid, number)
}

// endedBy gives the signal that ended a process, 0 if none did.
func endedBy(state *os.ProcessState) syscall.Signal {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return status.Signal()
	}
	return 0
}

// become replaces this process by another program; it returns only if that is not possible.
func become(path string, argv, env []string) error { return syscall.Exec(path, argv, env) }

// keepFiles keeps open files of a shell above us from the processes that we start: a daemon would hold them for ever.
func keepFiles() {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return
	}
	for _, entry := range entries {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}
