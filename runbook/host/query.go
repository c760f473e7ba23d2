package host

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Query is a short script that looks and changes nothing: it runs in a throwaway copy of the shell that an attempt
// left, without a terminal, with an empty stdin. In it sudo is a function that never asks.
type Query struct {
	State        string            // attempt whose snapshot it sees; "" is a fresh login shell
	Vars         map[string]string // set before the script, not exported; secrets may be among them
	Script       string            // bash, without set -e
	SudoPassword string            // "": sudo -n
	Timeout      time.Duration     // enforced on the host; 0: 30 s
	MaxOutput    int               // bytes kept of stdout, and of stderr; 0: 1 MiB
}

// An Answer is what a Query told. Its bytes are untrusted.
type Answer struct {
	Stdout, Stderr []byte
	Exit           int
	TimedOut       bool // Exit means nothing then
	Truncated      bool // stdout or stderr is not whole
}

const (
	defaultQueryTimeout = 30 * time.Second
	defaultMaxOutput    = 1 << 20
	errorMaxOutput      = 64 << 20
)

// Query runs q. Errors are of the connection, *AttemptError (no state) or
// *DirectoryError (no space for the answer); a failing script is an Answer.
func (h *Host) Query(ctx context.Context, q Query) (Answer, error) {
	if err := validateVariables("variable", q.Vars); err != nil {
		return Answer{}, fmt.Errorf("query: %w", err)
	}
	if strings.ContainsRune(q.Script+q.SudoPassword, 0) {
		return Answer{}, errors.New("query: the script holds a NUL byte")
	}
	if q.State != "" && !safeName.MatchString(q.State) {
		return Answer{}, fmt.Errorf("query: state %q cannot name a directory", q.State)
	}
	if q.Timeout <= 0 {
		q.Timeout = defaultQueryTimeout
	}
	limit := min(orDefault(q.MaxOutput, defaultMaxOutput), errorMaxOutput)
	out, err := h.exchange(ctx, program{verb: "query", params: map[string]string{
		"state": q.State, "step": q.block(), "max": strconv.Itoa(limit),
		"timeout": seconds(q.Timeout),
	}}, nil, nil)
	if err != nil {
		return Answer{}, err
	}
	return out.answer(limit), nil
}

func (q Query) block() string {
	var b strings.Builder
	writeAssign(&b, map[string]string{"PAGER": "cat", "GIT_PAGER": "cat", "SYSTEMD_PAGER": ""}, q.Vars)
	fmt.Fprintf(&b, "__paso_base=%s __paso_login=%s\n__paso_script=%s\n", quote(q.State), ifTrue(q.State == ""), quote(q.Script))
	if q.SudoPassword != "" {
		fmt.Fprintf(&b, "__paso_sudo_password=%s\n", quote(q.SudoPassword))
	}
	b.WriteString(blockEnd)
	return b.String()
}

func (r *reply) answer(limit int) Answer {
	out, err := atoi(r.fields["out"]), atoi(r.fields["err"])
	kept := min(out, limit, len(r.body))
	rest := r.body[kept:]
	return Answer{
		Stdout: r.body[:kept:kept], Stderr: rest[:min(err, limit, len(rest))],
		Exit: atoi(r.fields["exit"]), TimedOut: r.yes("timeout"), Truncated: out > limit || err > limit,
	}
}

// VerifySudo asks sudo once whether it takes the password; *SudoError if not. A wrong one counts against the account,
// so it is asked once per answer of a person.
func (h *Host) VerifySudo(ctx context.Context, password string) error {
	if strings.ContainsAny(password, "\x00\n") {
		return &SudoError{Host: h.name(), Said: "the password holds a line break"}
	}
	_, err := h.exchange(ctx, program{verb: "verify_sudo", inline: true, params: map[string]string{"secret": password}}, nil, nil)
	return err
}
