// Package sshdtest runs a real sshd on loopback, and a network that fails when it is told to, for tests.
//
// Its users have the build tag lab: continuous integration installs sshd, a fresh machine with only Go need not have it.
// A server without sshd is a failed test and never a skipped one.
//
// Who may import it: tests of runbook/host, runbook/engine, ui and ui/command.
package sshdtest
