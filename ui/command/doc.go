// Package command is the command line of paso and its wiring: the one place that may
// import everything. A file a command; what several share is in session.go (a run
// with its engine and front end), target.go (where it runs) and exit.go (errors to
// exit codes). It decides nothing about a run.
//
// Who may import it: main.
package command
