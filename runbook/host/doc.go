// Package host is a place where scripts run: exactly once, detached, and followed by whoever is connected. A dropped
// link, a closed laptop or a killed paso does not touch a running step; its outcome is read from the host and never
// guessed. It is a leaf: it imports nothing of paso, and runbook/engine and ui/command use it.
//
// # Words
//
// Run: a directory on the host, private to the account. Attempt: one execution of one script; its id is chosen, and
// journaled, by the caller before it starts. Harness: the shell texts (harness/*.sh in POSIX sh, and
// harness/step.bash) that are all of paso on the host; it needs bash, coreutils and util-linux. Snapshot: the state of
// the shell that an attempt leaves behind, from which a later one starts. Query: a short script in a throwaway copy of
// a snapshot, without a terminal.
//
// # Layout on the host
//
//	BASE/RUN/                      0700; BASE is ${XDG_STATE_HOME:-$HOME/.local/state}/paso
//	  harness-HASH.sh step-HASH.bash   named by content, so a newer paso puts its own beside those in use
//	  attempts/.new.ID.PID/        an attempt being built
//	  attempts/ID/                 renamed into place: an attempt is born complete
//	    script digest              the text that runs, and its SHA-256 as the client sent it
//	    lock                       flock(2), held by the supervisor and by script(1): "is it alive" without pids
//	    started                    boot id, pid; synced. Where it exists nothing is ever started again
//	    session                    pid of the step's session leader
//	    in out                     FIFOs: keyboard; script(1) to the log
//	    log                        the terminal's raw bytes, append only; an offset here is a stream offset
//	    events                     a line for each statement that begins or fails; append only
//	    captures state saved       what the shell left; a state counts where "saved" says ok
//	    list                       names of the shell's variables, functions, options: scratch
//	    status                     of bash, written by the sh above it; 8 bytes from birth on
//	    why truncated              cancel or timeout, and what was known to be the step's; the log was cut (disk full, or past
//	                               its limit). Both, and started, are there as NAME.new from birth on and need no space
//	    result                     512 bytes from birth on, overwritten in place, so that a full disk cannot lose it
//
// # States
//
//	directory  started  lock   result
//	no                                  Absent: nothing of it exists, it may be started
//	yes        no       free            Startable: the launcher died before the commit; same id, same script
//	yes                 taken           Running
//	yes        yes      free   filled   Finished
//	yes        yes      free   blank    Lost: the supervisor was killed, or the host went down; a person decides
//
// # Protocol
//
// Each call is one exec channel (a process, when local). The command line is a constant that any login shell reads
// alike, csh and fish included. On stdin follow a line "LENGTH NONCE" and LENGTH bytes of sh, which end in the nonce
// (what is cut off is never run): a block of quoted assignments, and either the harness itself or a reference to its
// file. Parameters are thus never arguments. Behind it stdin is the keyboard, or a file's content.
//
// On stdout and stderr everything before "RS mark NONCE RS" is noise of the account's start-up files. After it stdout
// is the log's bytes from the asked offset (or an answer's body), and stderr is lines of events with control records
// "RS verb key=value … -- text RS" spliced in anywhere. An attachment has ended when the record "end" was read and as
// many bytes and lines as it tells. An end of the channel before that is a lost link, and says nothing of the step.
//
// # Whose process it is
//
// Everything that a step starts carries PASO_MARK, the attempt's directory, in its environment. A cancel, a time limit and the
// question Processes take for the step's what is of its session, carries the mark, or is below either (harness/processes.sh).
// sudo takes the mark away: a root child is known by its session and its parents, and one that left both is not found. It
// could not be ended either: what this account may not end is named, by pid, user and command line. A query is
// marked by its own directory, and ends with its time and with its channel.
//
// Where logind ends what a session leaves (KillUserProcesses), lingering alone spares nothing that is in the session: Probe
// finds out, and where the account lingers Start puts the supervisor into a scope of the account's own service manager.
//
// # Secrets
//
// They cross to the step's shell in pipes: in no file, argument, environment or snapshot. A variable that holds a
// secret's value is withheld from the snapshot as well, and Result.Withheld names it. The keyboard's way for a
// password is Secret, which sends only while the terminal does not echo.
//
// # The lock
//
// It belongs to the host and not to an account: files NAME.EPOCH in a sticky directory, of which the highest counts.
// An epoch is added by link(2), whole and atomic, by whoever takes, releases, takes over or breaks the lock; a holder of an older
// epoch learns it at the next Heartbeat.
//
// A heartbeat every ten seconds is the sign of life. Its age is told by the host's clock, and proves nothing by itself: Watch
// says that a holder is gone only after it gave no sign while somebody looked on. Whoever takes the lock over names the epoch
// and the heartbeat that were judged, and the host refuses where there is another by now. A step of the run that holds the
// lock goes on without its paso; Running tells whether one does, of another account too where /proc shows it.
package host
