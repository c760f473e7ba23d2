package checks

import (
	"context"
	"net/http"
	"time"
)

// Check is a question with the answer that is wanted. Its fields are plain values, the variables in them already expanded.
//
//sumtype:decl
type Check interface {
	// Observe asks the world once, or as often as the kind's own deadline allows. It changes nothing there.
	Observe(ctx context.Context, w World) Result
	// Title names the question, for a list of checks before and after they are made.
	Title() Phrase

	sealed()
}

// World is where a check is asked.
type World interface {
	// Run runs a bash script on the target in a throwaway copy of the step's shell state, limited in time. In it `sudo` is a
	// function that never prompts. The error is for a target that could not be asked (connection lost, ctx ended); a
	// script that fails is an Output with its Exit. Run keeps at least OutputLimit bytes of each stream.
	Run(ctx context.Context, script string) (Output, error)
	// Now is the time here, not on the target.
	Now() time.Time
	// Wait returns after d, or earlier with ctx's error.
	Wait(ctx context.Context, d time.Duration) error
	// Client is for the checks which are made from here.
	Client() *http.Client
}

// OutputLimit is how much of a stream, in bytes, World.Run keeps at least. The scripts of this package print no more.
const OutputLimit = 1 << 20

// Output is what a script left behind.
type Output struct {
	Stdout, Stderr []byte
	Exit           int  // exit code; 128 + signal where one ended it
	Truncated      bool // Stdout or Stderr was longer than what was kept
	TimedOut       bool // the script was ended because it took too long
}

// Phrase names a text of the catalogue and fills its placeholders. It is data: it can be recorded now and read later, in
// either language.
type Phrase struct {
	ID   string            `json:"id"`
	Args map[string]string `json:"args,omitempty"`
}

// args are the values of a phrase's placeholders, as they came; phrase makes them safe to show.
type args map[string]string

// phrase makes a Phrase whose values are bounded, masked and free of control characters.
func phrase(id string, values args) Phrase {
	if len(values) == 0 {
		return Phrase{ID: id}
	}
	clean := make(map[string]string, len(values))
	for name, value := range values {
		clean[name] = cleanLine(value)
	}
	return Phrase{ID: id, Args: clean}
}

func (ExitCode) sealed() {}
func (Printed) sealed()  {}
func (File) sealed()     {}
func (Unit) sealed()     {}
func (Process) sealed()  {}
func (HTTP) sealed()     {}
func (Disk) sealed()     {}
func (Tool) sealed()     {}
func (Sudo) sealed()     {}
func (Git) sealed()      {}
func (Env) sealed()      {}
func (Log) sealed()      {}
func (Command) sealed()  {}
