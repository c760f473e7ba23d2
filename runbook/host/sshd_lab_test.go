//go:build lab && linux

package host

import (
	"testing"

	"paso/runbook/host/sshdtest"
)

// BenchmarkSSHDStep is BenchmarkStep with the sshd of this machine.
func BenchmarkSSHDStep(b *testing.B) {
	server := sshdtest.Start(b)
	h := prepared(b, Config{Destination: sshdtest.Alias, SSHConfig: server.SSHConfig, RunID: "run-1"})
	benchmarkStep(b, h, server.Home)
}
