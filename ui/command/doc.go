// Package command is the command line of paso and its wiring: the one place that may
// import everything. A file a command; what several share is in session.go (a run
// with its engine), guide.go and front.go (what to begin, and the front end), target.go
// (where it runs), github.go (what GitHub Actions offers) and exit.go (errors to exit
// codes). It decides nothing about a run.
//
// Who may import it: main.
package command
