// Package sandbox is the embedded staging server of "paso demo": a private directory that looks, to the runbook and to the
// SSH host code, like the server which the procedure was written for. The runbook runs on it unchanged; what differs from a
// real server (paths, ports, URLs) goes in through runbook variables.
//
// # Words
//
// The box is the directory with everything in it. The server is the SSH server, which lives inside the paso process and
// goes when it goes. A daemon (gunicorn, celery, nginx) is a detached process of the box and outlives paso. A stand-in is
// paso's own executable, started under the name of a command (systemctl, pg_dump, python …) that a bare machine lacks or
// must not be asked for; it does in small what the real one does, on state that lies in files of the box.
//
// # Design
//
//	paso ── Create/Open ──> SSH server on loopback ── exec ──> bash ──> stand-ins ──> state/*.json <── daemons ──> HTTP
//
// Nothing is acted: a stopped unit is a process that has ended and a port that refuses, a migration changes the tables that
// pg_dump writes out and psql reads in, git is the real git with a real origin. What a stand-in prints is modelled on the
// real program, so that checks and people read the same things here and there.
//
// Invariants:
//
//   - nothing outside the box is written, and only loopback is listened on;
//   - state files are replaced atomically, and changed under a lock, so that any process may be killed at any time;
//   - a process is the one that was recorded only if its start time agrees, so a recycled pid is never signalled;
//   - commands that a session started are not ended when the connection drops;
//   - the binary acts as a stand-in only when it lies in a box ([IsStandIn]).
//
// A step that is meant to fail ([Options.Fail]) is recognised by the variable PASO_STEP, which paso sets for every script.
// It goes on failing, as a real fault would, until the run rolls back.
//
// The package imports nothing of ours. Only ui/command, which wires it, and main, which must hand over to [Main] before
// anything else, may import it. Boxes need Linux; elsewhere [Create] says so.
package sandbox
