package command

import (
	"context"
	"os"
	"path/filepath"

	"paso/runbook/sandbox"
)

// sweepDemos removes the servers of demos that nobody will go on with: a paso that was killed while it built one, or before it
// had removed that of a run which was over. The server of an interrupted run stays. What cannot be removed is tried again at
// the next start.
func (a *app) sweepDemos(ctx context.Context) {
	all, err := a.store().List()
	if err != nil {
		return // beginning says what is wrong with the store
	}
	wanted := map[string]bool{}
	for _, l := range all {
		wanted[l.ID] = l.Run == nil || !l.Run.Over() || l.Run.RollbackWanted != nil
	}
	dirs, err := os.ReadDir(filepath.Dir(a.sandboxDir("any")))
	if err != nil {
		return // none was ever made
	}
	for _, dir := range dirs {
		if !wanted[dir.Name()] {
			_, _ = sandbox.Sweep(ctx, a.sandboxDir(dir.Name())) // it costs room, and no more
		}
	}
}
