// Package ttytest runs a program on a real pty with an emulated screen, for tests: what a person sees, types, and finds in
// the terminal afterwards.
//
// Who may import it: tests of ui and of ui/command.
package ttytest
