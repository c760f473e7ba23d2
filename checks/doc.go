// Package checks asks the world one question per check and says what was wanted and what was observed.
//
// An exit code is not a success criterion (DESIGN §1.4): `systemctl start` returns 0 while the workers crash, a failed
// pg_dump leaves an empty file behind, a grep that finds nothing fails in the good case. A check looks at the thing itself.
//
// # Words
//
// A Check is a question with the answer that is wanted: one struct per kind, one file per kind. The World is where it is asked:
// a place that runs bash, a clock, and an HTTP client for what is asked from here. A Result has a Verdict, and Wanted and
// Observed as phrases, which the catalogue (area "checks") puts into words. Evidence is a short piece of what the world said.
//
//	Passed        it was seen to be as wanted
//	Failed        it was seen to be otherwise
//	Unobservable  it could not be seen: no right to read, a tool is missing, the host is slow. Never a success.
//
// Where the world could not be asked at all (connection lost, context ended), Result.Err is set too, and asking again later
// makes sense. Without Err the verdict is the check's own.
//
// # Design
//
// What the target is asked lies in scripts/*.bash: plain bash, short, changing nothing. They are told their parameters as
// shell variables with quoted values, and print facts. Parsing and judging happen here, in Go, so a pattern is always a
// regular expression of package regexp, ^ and $ meaning lines, wherever it is matched.
//
// The scripts run in a copy of the shell state which a step left, and that may hold anything: set -e, aliases, an odd IFS. prologue.bash
// makes it usual again. Only Command runs as written. In the scripts, sudo is the function that World promises.
//
// Everything that a target says is untrusted: it is bounded, freed of control characters, and the password in a URL becomes
// ***, before it reaches a Result. Secrets that only the caller knows are the caller's to overwrite in Evidence and Phrase.Args.
//
// # What is run on a target
//
// A stand-in for a server has to understand exactly this, beside bash and coreutils:
//
//	systemctl show -p LoadState -p ActiveState -p SubState -p Result -p MainPID -p NRestarts -- UNIT
//	systemctl show -p LoadState -- UNIT
//	[sudo] journalctl --no-pager -u UNIT [--since @SECONDS[.MICROSECONDS]] -n 0     (for its hints on standard error)
//	[sudo] journalctl --no-pager -u UNIT [--since @SECONDS[.MICROSECONDS]] -o cat
//	curl -g -sS -o - -w '\nFORMAT' --max-time SECONDS --url URL   (-o /dev/null where no body is wanted)
//	git status, symbolic-ref, rev-parse, ls-remote
//	TOOL --version
//	[sudo] stat -L -c FORMAT, [sudo] tail -c +N
//
// A leaf: imports nothing of ours. The engine and the commands that validate may import it.
package checks
