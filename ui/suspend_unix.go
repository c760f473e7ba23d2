//go:build unix

package ui

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"

	"paso/runbook/routine"
)

// watchSuspend has the screen put away when paso is told to stop (TSTP), and drawn again when it goes on (CONT): a shell under
// a screen that is still drawn, in a terminal that does not echo, helps nobody. What runs on the target goes on meanwhile.
// Where no shell has paso as a job nobody could let it go on, and TSTP stays without effect, as the kernel has it.
//
// It stops by STOP: Go does not give TSTP back its default once it was asked for, and Bubble Tea's own suspend hangs.
func watchSuspend(ctx context.Context, program *tea.Program) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGTSTP)
	go routine.Guarded(func() {
		defer signal.Stop(caught)
		for {
			select {
			case <-ctx.Done():
				return
			case <-caught:
				if !orphaned() && program.ReleaseTerminal() == nil {
					_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
					_ = program.RestoreTerminal()
				}
			}
		}
	}, func(error) {})() // a screen that cannot be put away stays
}

// orphaned tells whether no process of this session is there to see paso stop.
func orphaned() bool {
	parents, err := unix.Getsid(unix.Getppid())
	own, ownErr := unix.Getsid(0)
	return err != nil || ownErr != nil || parents != own
}
