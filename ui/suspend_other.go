//go:build !unix

package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// watchSuspend is for systems with job control.
func watchSuspend(context.Context, *tea.Program) {}
