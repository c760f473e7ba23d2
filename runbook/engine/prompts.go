package engine

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"paso/runbook/host"
)

// quiet is how long a script has printed nothing before its terminal is asked whether
// it waits for a line. A script that stays silent is asked again, ever less often.
const quiet = 300 * time.Millisecond

// slowest is the longest time between two looks at a silent script's terminal.
const slowest = 30 * time.Second

// promptBytes is how much of an unfinished line is looked at.
const promptBytes = 512

// prompts finds out when a script waits for a line: it has printed the beginning of
// one and then nothing, or its terminal does not echo. It says so in Update.Input and
// takes that back when it is not so any more.
type prompts struct {
	engine *Engine
	f      *follower
	wake   chan struct{}
	cancel context.CancelFunc
	done   chan struct{}

	mu   sync.Mutex
	line string // unfinished

	answered bool // sudo, with the password that was kept; its goroutine's own
	wordless bool // the terminal was seen without echo and without a word; likewise
}

func (e *Engine) watchPrompts(ctx context.Context, f *follower) *prompts {
	ctx, cancel := context.WithCancel(ctx)
	p := &prompts{engine: e, f: f, wake: make(chan struct{}, 1), cancel: cancel, done: make(chan struct{}), line: f.log.tail()}
	e.worker(ctx, func(ctx context.Context) func() error {
		defer close(p.done)
		p.watch(ctx)
		return nil
	})
	return p
}

func (p *prompts) stop() {
	p.cancel()
	<-p.done
	p.hide()
}

// printed notes output. It never holds it up.
func (p *prompts) printed(b []byte) {
	p.mu.Lock()
	p.line = lastLine(p.line, b[max(0, len(b)-promptBytes):])
	p.mu.Unlock()
	p.nudge()
}

// nudge has the terminal looked at once it is quiet.
func (p *prompts) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *prompts) hide() { p.engine.box.setInput(nil) }

func (p *prompts) watch(ctx context.Context) {
	pause := quiet
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
			p.hide()
			pause, p.wordless = quiet, false
		case <-timer.C:
			p.engine.box.setInput(p.look(ctx))
			pause = min(3*pause, slowest)
		}
		timer.Reset(pause)
	}
}

// look asks the terminal; nil when the script does not wait for a person. Sudo is
// answered with what was kept, once per attempt: a wrong password must not lock the
// account.
func (p *prompts) look(ctx context.Context) *Input {
	terminal, err := p.f.host.Terminal(ctx, p.f.order.ID)
	if err != nil {
		return nil // it has ended, or the connection is gone: whoever follows will learn it
	}
	p.mu.Lock()
	line := p.line
	p.mu.Unlock()
	e := p.engine
	secret := wantsSecret(terminal, line)
	sudo := secret && strings.Contains(line, "[sudo "+e.nonce+"]")
	if !secret && !p.f.shell && !asksForLine(line) {
		return nil
	}
	if secret && strings.TrimSpace(line) == "" && !p.wordless {
		p.wordless = true // sudo turns the echo off a good while before it says what it wants
		return nil
	}
	if password := e.vault.sudoPassword(); sudo && !p.answered && password != "" {
		p.answered = true
		if p.f.host.Secret(ctx, p.f.order.ID, password) == nil {
			return nil
		}
	}
	text := e.vault.censor().text(strings.Replace(line, "[sudo "+e.nonce+"]", "[sudo]", 1))
	return &Input{Step: p.f.step, Attempt: p.f.n, Echo: !secret, Sudo: sudo, Text: text, Shell: p.f.shell}
}

var passwordWords = regexp.MustCompile(`(?i)passw|passphrase|contraseñ|clave|secret|\bpin\b|token|\[sudo `)

// wantsSecret tells whether what is typed must not be shown. A program that reads
// unseen lines leaves the terminal line by line without echo; one that reads key by
// key (a line editor, which echoes by itself) wants a secret where it says so.
func wantsSecret(t host.Terminal, line string) bool {
	return !t.Echo && (t.Canonical || passwordWords.MatchString(line))
}

// asksForLine tells whether an unfinished line looks like one: programs end a prompt
// with a colon, a question mark or a bracket, and progress with dots.
func asksForLine(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && strings.ContainsRune(":?>])#$", rune(line[len(line)-1]))
}

// lastLine is the unfinished line after more output.
func lastLine(before string, b []byte) string {
	all := before + string(b)
	if i := strings.LastIndexAny(all, "\n\r"); i >= 0 {
		all = all[i+1:]
	}
	return all[max(0, len(all)-promptBytes):]
}
