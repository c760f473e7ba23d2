package host

import (
	"fmt"
	"strings"
	"time"
)

// The errors of this package which an operator may see implement Message: the id of a text of the catalogue, area host,
// and its arguments. Where the reason varies, so does the id.

// LinkLostError: the connection is gone. It says nothing about a step that runs: Reconnect and Attach, or Status.
type LinkLostError struct {
	Host  string
	Cause error
}

func (e *LinkLostError) Error() string {
	return fmt.Sprintf("connection to %s lost: %v", e.Host, e.Cause)
}
func (e *LinkLostError) Unwrap() error { return e.Cause }

// Message implements the catalogue's contract.
func (e *LinkLostError) Message() (string, map[string]string) {
	return lossID(e.Cause), map[string]string{
		"Host": e.Host, "Seconds": fmt.Sprint(int(e.Silent().Round(time.Second) / time.Second)), "Why": fmt.Sprint(e.Cause),
	}
}

// UnreachableError: no connection could be made. Nothing was begun.
type UnreachableError struct {
	Host    string // as the operator named it
	Address string // host:port that was dialled
	Cause   error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("connect to %s (%s): %v", e.Host, e.Address, e.Cause)
}
func (e *UnreachableError) Unwrap() error { return e.Cause }

// Message implements the catalogue's contract.
func (e *UnreachableError) Message() (string, map[string]string) {
	return unreachableID(e.Cause), map[string]string{"Host": e.Host, "Address": e.Address, "Why": fmt.Sprint(e.Cause)}
}

// BrokenHarnessError: the host answered with something that is not the harness: a login shell that cannot run sh, a
// forced command, a banner instead of a shell.
type BrokenHarnessError struct {
	Host string
	Exit int
	Said string // the beginning of what it said, untrusted
}

func (e *BrokenHarnessError) Error() string {
	return fmt.Sprintf("run the harness on %s: exit %d: %q", e.Host, e.Exit, e.Said)
}

// Message implements the catalogue's contract.
func (e *BrokenHarnessError) Message() (string, map[string]string) {
	return "host.harness", map[string]string{"Host": e.Host, "Exit": fmt.Sprint(e.Exit), "Said": e.Said}
}

// LocalUnsupportedError: scripts run locally on Linux only.
type LocalUnsupportedError struct{ System string }

func (e *LocalUnsupportedError) Error() string {
	return "run scripts on this machine: needs Linux with util-linux, and this is " + e.System
}

// Message implements the catalogue's contract.
func (e *LocalUnsupportedError) Message() (string, map[string]string) {
	return "host.local-unsupported", map[string]string{"System": e.System}
}

// DirectoryError: the host refuses what concerns a file or directory.
type DirectoryError struct {
	Host   string
	Path   string
	Reason DirectoryReason
	Free   int64 // DirectoryFull: bytes that the account may still write there; -1: unknown
	Inodes int64 // and files that it may still make; -1: unknown, or without a limit

	Why         string // unsafe: link, owner, writable, planted; "" is not told
	Owner, Mode string // unsafe: whose it is, as the host says
}

// DirectoryReason says what is the matter with a path on the host.
type DirectoryReason string

// What may be the matter with a path.
const (
	DirectoryMissing  DirectoryReason = "missing"   // the run's directory is not there
	DirectoryUnsafe   DirectoryReason = "unsafe"    // a link, somebody else's, or others may write there
	DirectoryUnusable DirectoryReason = "directory" // cannot be made, written, read or removed
	DirectoryFull     DirectoryReason = "space"     // no space left: blocks, files, or a quota
	DirectoryReadOnly DirectoryReason = "readonly"  // its file system is mounted read-only
	DirectoryInUse    DirectoryReason = "held"      // an attempt of the run is still running; Path is its id
)

func (e *DirectoryError) Error() string {
	if e.Why != "" {
		return fmt.Sprintf("use %s on %s: %s (%s, owner %s, mode %s)", e.Path, e.Host, e.Reason, e.Why, e.Owner, e.Mode)
	}
	return fmt.Sprintf("use %s on %s: %s", e.Path, e.Host, e.Reason)
}

// Message implements the catalogue's contract.
func (e *DirectoryError) Message() (string, map[string]string) {
	args := map[string]string{"Host": e.Host, "Path": e.Path, "Owner": first(e.Owner, "?"), "Mode": first(e.Mode, "?")}
	switch e.Why {
	case "link", "owner", "writable", "planted":
		return "host.directory.unsafe-" + e.Why, args
	}
	if e.Reason != DirectoryFull || e.Free < 0 {
		return "host.directory." + string(e.Reason), args
	}
	args["Free"] = sizeOf(e.Free)
	if e.Inodes >= 0 {
		args["Inodes"] = fmt.Sprint(e.Inodes)
		return "host.directory.space.files", args
	}
	return "host.directory.space.free", args
}

// sizeOf is a number of bytes for a person.
func sizeOf(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KiB", n>>10)
	default:
		return fmt.Sprintf("%d MiB", n>>20)
	}
}

// AttemptError: the host refuses what was asked about an attempt; nothing was begun by it.
type AttemptError struct {
	Host   string
	Reason AttemptReason
	Detail string // the attempt or file concerned, bash's complaint; untrusted
}

// AttemptReason says why something about an attempt is refused.
type AttemptReason string

// Why an attempt, or what is asked about it, is refused.
const (
	AttemptDifferent AttemptReason = "different" // another script runs, or ran, under this id
	AttemptNoState   AttemptReason = "state"     // the attempt to start from left no complete state; Detail is its id
	AttemptSyntax    AttemptReason = "syntax"    // bash cannot read the script; Detail is its complaint
	AttemptBusy      AttemptReason = "busy"      // another start of it holds the lock and does not begin
	AttemptEnded     AttemptReason = "ended"     // nothing runs
	AttemptAbsent    AttemptReason = "absent"    // there is no such attempt
	AttemptUnstarted AttemptReason = "unstarted" // it exists and never began: Start it, with the same id
	AttemptLost      AttemptReason = "lost"      // its outcome cannot be learnt: ask Status
	AttemptGone      AttemptReason = "gone"      // its directory was removed while it ran, and its outcome with it
	AttemptEchoes    AttemptReason = "echoes"    // a secret was not sent, because the terminal shows what is typed
)

func (e *AttemptError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("attempt on %s refused: %s %s", e.Host, e.Reason, e.Detail))
}

// Message implements the catalogue's contract.
func (e *AttemptError) Message() (string, map[string]string) {
	return "host.attempt." + string(e.Reason), map[string]string{"Host": e.Host, "Detail": e.Detail}
}

// InputTooLongError: a terminal cuts a line at 4095 bytes without a word, so a longer one is not sent.
type InputTooLongError struct{ Length int }

func (e *InputTooLongError) Error() string {
	return fmt.Sprintf("send a line of %d bytes: a terminal takes at most %d", e.Length, maxTypedLine)
}

// Message implements the catalogue's contract.
func (e *InputTooLongError) Message() (string, map[string]string) {
	return "host.input-too-long", map[string]string{"Length": fmt.Sprint(e.Length), "Limit": fmt.Sprint(maxTypedLine)}
}

// SudoError: sudo on the host did not take the password.
type SudoError struct {
	Host string
	Said string // untrusted
}

func (e *SudoError) Error() string {
	return fmt.Sprintf("verify the sudo password on %s: %s", e.Host, e.Said)
}

// Message implements the catalogue's contract.
func (e *SudoError) Message() (string, map[string]string) {
	return "host.sudo", map[string]string{"Host": e.Host, "Said": e.Said}
}
