package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"paso/runbook/output"
	"paso/runbook/routine"
	"paso/runbook/text"
)

// World is everything outside that the command line uses; tests give their own.
type World struct {
	Args      []string // without the program's name
	In        *os.File
	Out, Err  *os.File
	Env       func(string) string
	Now       func() time.Time
	Jumped    func() time.Duration // by how much the wall's clock was set since it was asked last; nil: nobody looks
	Procedure []byte               // the runbook of the demo
	Version   string
}

// Main runs the command line and gives its exit code.
func Main(w World) int {
	closeProcess()
	a := &app{World: w, state: filepath.Join(xdg.StateHome, "paso"), interrupt: make(chan struct{}, 1)}
	ctx, stop := a.signals()
	defer stop()
	root := a.root()
	root.SetArgs(w.Args)
	err := routine.Recovered(func() error { return root.ExecuteContext(ctx) })
	a.tell(err)
	return exitCode(err)
}

// leaving are the signals that end paso in order. QUIT is among them: Go's own answer to it, the stacks of all goroutines over
// a terminal left as it was drawn on, is of no use to an operator.
func leaving() []os.Signal {
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}
}

// signals gives a context that INT, TERM, HUP and QUIT end: the run is left, resumable. A
// front end that asks what Ctrl-C means gets the first one; a second one leaves.
func (a *app) signals() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	caught := make(chan os.Signal, 2)
	signal.Notify(caught, leaving()...)
	go routine.Guarded(func() {
		for {
			select {
			case <-ctx.Done():
				signal.Stop(caught)
				return
			case s := <-caught:
				if s != os.Interrupt || !a.asking.Load() || !a.offerInterrupt() {
					cancel()
				}
			}
		}
	}, func(error) { cancel() })()
	return ctx, cancel
}

// offerInterrupt hands Ctrl-C to the front end; false when it has not taken the last one.
func (a *app) offerInterrupt() bool {
	select {
	case a.interrupt <- struct{}{}:
		return true
	default:
		return false
	}
}

// app is what all commands share: the world, the options that every command has.
type app struct {
	World
	state string // directory of paso's own state

	lang      string
	plain     bool
	headless  bool
	answers   string
	operator  string
	target    string
	set       []string
	sshConfig string
	stepwise  bool
	waitLock  time.Duration // --wait-lock
	takeOver  string        // --take-over, the reason

	told string // language of the runbook at hand, for what is told at the end

	interrupt chan struct{} // Ctrl-C for the front end that asks what is meant
	asking    atomic.Bool   // there is such a front end
}

// words is the catalogue: of --lang, else of the runbook's language, else of the environment.
func (a *app) words(language string) *text.Catalogue {
	lang := text.Lang(a.lang)
	if a.lang == "" {
		lang = text.Lang(language)
	}
	if lang != text.ES && lang != text.EN {
		lang = text.Detect(a.Env)
	}
	c, err := text.For(lang)
	if err != nil { // the embedded catalogue is broken; its own tests make that impossible
		fmt.Fprintln(a.Err, err)
		os.Exit(exitFailed)
	}
	return c
}

// tell says what went wrong, once and in words. An outcome was told by the front end.
func (a *app) tell(err error) {
	var outcome *outcomeError
	var told *toldError
	if err == nil || errors.As(err, &outcome) || errors.As(err, &told) || alreadyTold(err) {
		return
	}
	words := a.words(a.told)
	for line := range strings.Lines(words.Error(err)) {
		a.printf(a.Err, "paso: %s\n", a.harmless(strings.TrimRight(line, "\n")))
	}
}

// printf writes lines, in which nothing is left that a terminal would obey.
func (a *app) printf(w io.Writer, format string, args ...any) {
	_, _ = io.WriteString(w, output.SanitizeLines(fmt.Sprintf(format, args...)))
}

// noFile completes a command line that takes runs, not files.
func noFile(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}
