package sandbox

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// IsStandIn tells whether this process was started under the name of a stand-in, or as a daemon, from within a box. The
// name alone is not enough: somebody may have called their paso "git".
func IsStandIn(argv0 string) bool {
	executable, err := os.Executable()
	if err != nil {
		return false
	}
	if _, ok := boxOf(executable); !ok {
		return false
	}
	return os.Getenv(daemonVariable) != "" || standIns()[filepath.Base(argv0)] != nil
}

// Main acts as the stand-in under whose name the process was started, args[0], and gives its exit code. Only for processes
// of which IsStandIn is true.
func Main(args []string, env func(string) string) int {
	executable, err := os.Executable()
	if err != nil || len(args) == 0 {
		return exitUsage
	}
	box, ok := boxOf(executable)
	if !ok {
		return exitUsage
	}
	if unit := env(daemonVariable); unit != "" {
		return runDaemon(box, unit)
	}
	c, err := newCall(box, args, env)
	if err != nil {
		_, _ = fmt.Fprintf(os.Stderr, "%s: %v\n", args[0], err)
		return exitUsage
	}
	run := standIns()[c.name]
	if run == nil {
		c.complain("%s: command not found", c.name)
		return 127
	}
	return run(c)
}

// Exit codes of the stand-ins beside 0.
const (
	exitFailed = 1
	exitUsage  = 2
)

// standIns are the commands that the binary can be.
func standIns() map[string]func(*call) int {
	return map[string]func(*call) int{
		"celery": celeryCommand, "curl": curl, "git": git, "gunicorn": gunicornCommand, "journalctl": journalctl, "nginx": nginxCommand,
		"pg_dump": pgDump, "pip": pip, "pip3": pip, "psql": psql, "pytest": pytest, "python": python, "python3": python,
		"sudo": sudo, "systemctl": systemctl, "which": which,
	}
}

// call is one run of a stand-in.
type call struct {
	box    layout
	config config
	name   string   // the stand-in's name
	path   string   // as what it was started: args[0]
	args   []string // without the name
	env    func(string) string
	step   string // the step whose script this is part of, "" outside of scripts
	in     io.Reader
	out    io.Writer
	err    io.Writer
	now    func() time.Time
	sleep  func(time.Duration)
}

func newCall(box layout, args []string, env func(string) string) (*call, error) {
	c, err := load[config](box.config())
	if err != nil {
		return nil, err
	}
	sleep := time.Sleep
	if env(fastVariable) == "1" {
		sleep = func(time.Duration) {}
	}
	step := env(stepVariable)
	return &call{
		box: box, config: c, name: filepath.Base(args[0]), path: args[0], args: args[1:], env: env, step: step,
		in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, sleep: sleep,
	}, noteStep(box, step, failsIn(c, step))
}

// fails tells whether this call is part of the step that is meant to fail.
func (c *call) fails() bool { return failsIn(c.config, c.step) }

// print writes to standard output.
func (c *call) print(format string, args ...any) { _, _ = fmt.Fprintf(c.out, format, args...) }

// complain writes a line to standard error.
func (c *call) complain(format string, args ...any) { _, _ = fmt.Fprintf(c.err, format+"\n", args...) }

// pace lets a moment pass, so that a demo looks like work.
func (c *call) pace(milliseconds int) { c.sleep(time.Duration(milliseconds) * time.Millisecond) }

// slowly prints lines with a pause before each.
func (c *call) slowly(milliseconds int, lines ...string) {
	for _, line := range lines {
		c.pace(milliseconds)
		c.print("%s\n", line)
	}
}

// has tells whether one of the flags is among the arguments.
func (c *call) has(flags ...string) bool {
	for _, arg := range c.args {
		for _, flag := range flags {
			if arg == flag {
				return true
			}
		}
	}
	return false
}

// directory is where the call runs: the work tree, for the commands of the application.
func (c *call) directory() string {
	dir, err := os.Getwd()
	if err != nil {
		return string(c.box)
	}
	return dir
}

// which finds programs in PATH, as the command of that name.
func which(c *call) int {
	code := 0
	for _, name := range c.args {
		if strings.HasPrefix(name, "-") {
			continue
		}
		path := lookPath(c.env("PATH"), name)
		if path == "" {
			code = exitFailed
			continue
		}
		c.print("%s\n", path)
	}
	return code
}

// lookPath finds a program in a search path, but for the directories to be left out.
func lookPath(path, name string, without ...string) string {
	for _, dir := range filepath.SplitList(path) {
		skip := dir == ""
		for _, other := range without {
			skip = skip || dir == other
		}
		candidate := filepath.Join(dir, name)
		if info, err := os.Stat(candidate); !skip && err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0 {
			return candidate
		}
	}
	return ""
}
