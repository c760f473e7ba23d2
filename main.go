// paso walks an operator through a deployment procedure; see README.md.
package main

import (
	_ "embed"
	"os"
	"runtime/debug"

	"paso/runbook/engine"
	"paso/runbook/sandbox"
	"paso/ui/command"
)

// procedure is PROCED-BACK-002, which the demo runs as it is.
//
//go:embed runbook.toml
var procedure []byte

// version is set by the linker of a release.
var version = "dev"

func main() {
	if sandbox.IsStandIn(os.Args[0]) {
		os.Exit(sandbox.Main(os.Args, os.Getenv))
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // under a flood of output half of the garbage is worth more than the time to collect it
	}
	clock := engine.NewClock(nil)
	os.Exit(command.Main(command.World{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Now: clock.Now, Jumped: clock.Jumped,
		Procedure: procedure, Version: version,
	}))
}
