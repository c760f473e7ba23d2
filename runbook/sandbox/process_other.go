//go:build !linux

package sandbox

import (
	"errors"
	"os"
	"syscall"
)

// Boxes exist on Linux only: Create and Open refuse before any of these is reached.

func ownSession() *syscall.SysProcAttr { return nil }

func signalGroup(int, os.Signal) error { return errors.ErrUnsupported }

func signalPID(int, os.Signal) error { return errors.ErrUnsupported }

func endedBy(*os.ProcessState) syscall.Signal { return 0 }

func become(string, []string, []string) error { return errors.ErrUnsupported }

func keepFiles() {}
