package engine

import (
	"time"

	"paso/runbook"
)

// Update is everything that happened since the last one was taken. A front end
// folds Records into a run of its own; the rest is of the moment and is not kept.
type Update struct {
	Records []runbook.Record
	Session runbook.Session
	Output  []Chunk
	Marks   []Mark
	Doing   Doing     // what the engine is at, while it does not wait
	Prompt  *Prompt   // a question of the connection that waits for an answer, or nil
	Input   *Input    // the running script seems to wait for a line of input, or nil
	Link    Link      // the connection to the target
	Err     error     // why the engine stopped, with Done
	Done    bool      // nothing follows
	Refused []Refused // what did not happen: commands that were not allowed, lines that were not sent
}

// Chunk is output of an attempt, secrets already overwritten. Bytes are as the host
// sent them otherwise: they have to go through output.Lines before they are shown.
type Chunk struct {
	Step    string
	Attempt int
	Offset  int64
	Bytes   []byte
}

// Mark says that a top-level statement of a script began.
type Mark struct {
	Step    string
	Attempt int
	N, Line int // Line is the first line of the statement, from 1
	At      time.Time
	// Offset is how much of the log was here when the news came. Output and statements
	// come from the host by two ways, so it is close to where the statement's output
	// begins, and not exact.
	Offset int64
}

// Log is a part of an attempt's log: secrets masked, bytes otherwise as they came.
type Log struct {
	From  int64 // offset of the first byte; 0: nothing is before it
	Bytes []byte
}

// Doing names what the engine is at; "" when it waits for a person.
type Doing string

// What the engine may be doing.
const (
	DoingNothing       Doing = ""
	DoingConnect       Doing = "connect"
	DoingVars          Doing = "vars"
	DoingLock          Doing = "lock"
	DoingPreflight     Doing = "preflight"
	DoingPrerequisites Doing = "prerequisites"
	DoingStep          Doing = "step"
	DoingChecks        Doing = "checks"
	DoingReport        Doing = "report"
	DoingClean         Doing = "clean"
	DoingCancel        Doing = "cancel"
)

// Prompt is a question that the connection asks: an unknown host key, a password, a
// passphrase, a code.
type Prompt struct {
	ID          int
	Kind        PromptKind
	Host        string
	Text        string // untrusted: from the server
	Echo        bool
	Fingerprint string
	KeyType     string
	File        string // known_hosts file or key file
}

// PromptKind is what is asked.
type PromptKind string

// The kinds of prompt.
const (
	PromptHostKey    PromptKind = "hostkey" // answered "yes" or "no"
	PromptPassword   PromptKind = "password"
	PromptPassphrase PromptKind = "passphrase"
	PromptCode       PromptKind = "interactive"
)

// Input says that a running script seems to wait at its terminal.
type Input struct {
	Step    string
	Attempt int
	Echo    bool   // false: what is typed must not be shown
	Sudo    bool   // it is sudo's own prompt; the password may be kept for the run
	Text    string // last line of output, the question; untrusted
	Shell   bool   // it is a manual shell
}

// Link is the state of the connection.
type Link struct {
	Down  bool
	Since time.Time // when the target was heard last
	Err   error     // why it is down, or why the last try failed; nil while the link is up
	Tries int       // that have failed
	Next  time.Time // when the next one begins; zero while one is on its way, and where none will come by itself
}

// Refused is a command that the rules did not allow, or something else that did not
// happen (then Command is nil), with the reason.
type Refused struct {
	Command runbook.Command
	Err     error
}
