package host

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Host is one connection to the place where scripts run. Its methods may be called from several goroutines. After a
// *LinkLostError all of them fail alike until Reconnect.
type Host struct {
	config Config
	dialer *dialer // remembers the answers of this process, for Reconnect; nil when local
	patience
	calls chan struct{} // sshd allows 10 channels on a connection by default; streams need the others

	scoped  atomic.Bool // steps are put into a scope: see Facts.KillUserProcesses
	mu      sync.Mutex
	current transport
	closed  bool
}

const maxCalls = 6

// patience is how long Cancel waits after INT, and after TERM.
type patience struct{ int, term time.Duration }

// A name that becomes a file on the host: no separators, no leading dot, nothing that a shell would read.
var safeName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:+-]{0,127}$`)

// Open connects and authenticates. Errors: *UnreachableError, *HostKeyError, *AuthError, *SSHConfigError,
// *LocalUnsupportedError.
func Open(ctx context.Context, config Config) (*Host, error) {
	if !safeName.MatchString(config.RunID) {
		return nil, fmt.Errorf("open host: run id %q cannot name a directory", config.RunID)
	}
	if config.Base != "" && (!strings.HasPrefix(config.Base, "/") || strings.ContainsRune(config.Base, 0)) {
		return nil, fmt.Errorf("open host: base %q is not an absolute path", config.Base)
	}
	h := &Host{
		config: config.withDefaults(), calls: make(chan struct{}, maxCalls),
		patience: patience{int: 2 * time.Second, term: 3 * time.Second},
	}
	if !config.Local {
		h.dialer = newDialer(h.config)
	}
	link, err := h.connect(ctx)
	if err != nil {
		return nil, err
	}
	h.current = link
	return h, nil
}

func (h *Host) connect(ctx context.Context) (transport, error) {
	if h.config.Local {
		return openLocal()
	}
	return h.dialer.dial(ctx)
}

// Reconnect makes one attempt at a new connection, with what was answered before; a person is asked again only for what
// does not hold any more. Running steps are not touched: Attach goes on with them.
func (h *Host) Reconnect(ctx context.Context) error {
	link, err := h.connect(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return errors.Join(errClosed, link.close())
	}
	old := h.current
	h.current = link
	_ = old.close() // it is lost, or replaced: nothing is to be learnt from its end
	return nil
}

// Close ends the connection. What runs on the host goes on.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil
	}
	h.closed = true
	return h.current.close()
}

var errClosed = errors.New("the connection was closed by paso")

func (h *Host) link() (transport, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errClosed
	}
	if cause := h.current.cause(); cause != nil {
		return nil, h.lostBy(cause)
	}
	return h.current, nil
}

// name is what the operator calls the host.
func (h *Host) name() string {
	if h.config.Local {
		return "localhost"
	}
	return h.config.Destination
}
