package sandbox

import (
	"bufio"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"
)

// sudoOptions are the options of sudo that matter here.
type sudoOptions struct {
	never, stdin, validate, forget bool    // -n -S -v or -l, -k
	prompt                         *string // of -p; nil: the usual one
	command                        []string
	env                            []string // NAME=value before the command
}

func parseSudo(args []string) (sudoOptions, error) {
	var o sudoOptions
	for i := 0; i < len(args); i++ {
		arg := args[i]
		name, _, assigns := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			o.command = args[i+1:]
			return o, nil
		case arg == "-p" || arg == "-u" || arg == "-g" || arg == "-h":
			if i++; i == len(args) {
				return o, errors.New("option requires an argument -- '" + arg[1:] + "'")
			}
			if arg == "-p" {
				o.prompt = &args[i]
			}
		case arg == "--non-interactive":
			o.never = true
		case strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--"):
			o.never = o.never || strings.Contains(arg, "n")
			o.stdin = o.stdin || strings.Contains(arg, "S")
			o.validate = o.validate || strings.ContainsAny(arg, "vl")
			o.forget = o.forget || strings.ContainsAny(arg, "kK")
		case strings.HasPrefix(arg, "--"): // --preserve-env and the like
		case assigns && !strings.Contains(name, "/"):
			o.env = append(o.env, arg)
		default:
			o.command = args[i:]
			return o, nil
		}
	}
	return o, nil
}

// sudo runs the rest as the same user: a box has no root. It asks for a password only if the box was made with one.
func sudo(c *call) int {
	if c.has("-V", "--version") {
		c.print("Sudo version 1.9.13p3\n")
		return 0
	}
	o, err := parseSudo(c.args)
	if err != nil {
		c.complain("sudo: %v", err)
		return exitFailed
	}
	if o.forget {
		_ = os.Remove(c.ticket())
	}
	if o.forget && len(o.command) == 0 {
		return 0
	}
	if len(o.command) == 0 && !o.validate {
		c.complain("usage: sudo -h | -K | -k | -V\nusage: sudo [-Snv] [-p prompt] [-u user] command [arg ...]")
		return exitFailed
	}
	if err := c.authenticate(o); err != nil {
		c.complain("sudo: %v", err)
		return exitFailed
	}
	if len(o.command) == 0 {
		return 0
	}
	return c.runAsRoot(o)
}

// runAsRoot becomes the command, so that signals and exit codes are the command's.
func (c *call) runAsRoot(o sudoOptions) int {
	path := o.command[0]
	if !strings.Contains(path, "/") {
		path = lookPath(c.box.bin()+":"+c.env("PATH"), path)
	}
	if path == "" {
		c.complain("sudo: %s: command not found", o.command[0])
		return exitFailed
	}
	if c.fails() && standIns()[filepath.Base(path)] == nil {
		if err := c.breakLog(); err != nil {
			c.complain("sudo: %v", err)
		}
	}
	err := become(path, o.command, append(os.Environ(), o.env...))
	c.complain("sudo: unable to execute %s: %v", path, err)
	return exitFailed
}

const sudoAttempts = 3

// authenticate asks for the password, unless none is needed or the session has a ticket. As sudo does it keeps tickets by
// terminal and session.
func (c *call) authenticate(o sudoOptions) error {
	if c.config.SudoPassword == "" || c.ticketed() {
		return nil
	}
	if o.never {
		return errors.New("a password is required")
	}
	prompt := c.env("SUDO_PROMPT")
	if o.prompt != nil {
		prompt = *o.prompt
	} else if prompt == "" {
		prompt = "[sudo] password for %p: "
	}
	prompt = strings.NewReplacer("%%", "%", "%p", account, "%u", account, "%U", "root", "%h", hostname).Replace(prompt)
	ask, done, err := c.asker(o.stdin, prompt)
	if err != nil {
		return err
	}
	defer done()
	for attempt := 1; attempt <= sudoAttempts; attempt++ {
		answer, err := ask()
		if err != nil {
			return errors.New("no password was provided\nsudo: a password is required")
		}
		if subtle.ConstantTimeCompare([]byte(answer), []byte(c.config.SudoPassword)) == 1 {
			return os.WriteFile(c.ticket(), nil, 0o600)
		}
		if attempt < sudoAttempts {
			c.complain("Sorry, try again.")
		}
	}
	return fmt.Errorf("%d incorrect password attempts", sudoAttempts)
}

// asker gives a way to ask for a password: on the terminal without echo, or from standard input.
func (c *call) asker(stdin bool, prompt string) (ask func() (string, error), done func(), err error) {
	if stdin {
		reader := bufio.NewReader(c.in)
		return func() (string, error) {
			_, _ = io.WriteString(c.err, prompt)
			line, err := reader.ReadString('\n')
			if line == "" && err != nil {
				return "", err
			}
			return strings.TrimRight(line, "\r\n"), nil
		}, func() {}, nil
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, errors.New("a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required")
	}
	return func() (string, error) {
		_, _ = io.WriteString(tty, prompt)
		line, err := term.ReadPassword(int(tty.Fd()))
		_, _ = io.WriteString(tty, "\n")
		return string(line), err
	}, func() { _ = tty.Close() }, nil
}

const ticketLife = 15 * time.Minute

func (c *call) ticketed() bool {
	info, err := os.Stat(c.ticket())
	return err == nil && c.now().Sub(info.ModTime()) < ticketLife
}

// ticket names the file that remembers an answered password, by session.
func (c *call) ticket() string {
	raw, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return c.box.at("state", "sudo")
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	const session, terminal = 3, 4
	if len(fields) <= terminal {
		return c.box.at("state", "sudo")
	}
	return c.box.at("state", "sudo-"+fields[session]+"-"+fields[terminal])
}

// terminal tells whether output goes to a person's terminal.
func (c *call) terminal() bool {
	file, ok := c.out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
