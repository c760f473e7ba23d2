package host

import (
	"context"
	"net"
	"time"
)

// Config says which host, and how it is reached. The zero values of its durations are sane defaults.
type Config struct {
	Local       bool   // this machine, through the same harness; Linux only
	Destination string // a Host of ssh_config, or [user@]host[:port]
	SSHConfig   string // path of an ssh_config; "" is ~/.ssh/config, then /etc/ssh/ssh_config
	RunID       string // names the run's directory on the host
	Base        string // absolute directory of runs on the host; "" is ${XDG_STATE_HOME:-$HOME/.local/state}/paso
	Asker       Asker  // nil: nobody to ask, and what would need an answer is refused

	KeepAlive         time.Duration // a silent link is asked for life after this long
	KeepAliveDeadline time.Duration // and given up after this much more silence
	ConnectTimeout    time.Duration // of one hop, from dialling to authenticated, without the time a person takes to answer
	MaxLog            int64         // bytes of one attempt's log; what comes after is dropped and told; 0 is 1 GiB

	// Dial opens the first hop; nil is net.Dialer. Tests cut connections here.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// A link that died in silence is noticed within six seconds: two of silence, three in which no byte answers, and up to half a
// second more for each as it is looked at. To be wrong costs a reconnection, which no step notices, and to be late costs an
// operator who stares at a screen that stands still; so the waits are short. Output keeps a link alive by itself.
const (
	defaultKeepAlive         = 2 * time.Second
	defaultKeepAliveDeadline = 3 * time.Second
	defaultConnectTimeout    = 20 * time.Second
	defaultMaxLog            = 1 << 30
)

func (c Config) withDefaults() Config {
	if c.KeepAlive <= 0 {
		c.KeepAlive = defaultKeepAlive
	}
	if c.KeepAliveDeadline <= 0 {
		c.KeepAliveDeadline = defaultKeepAliveDeadline
	}
	if c.ConnectTimeout <= 0 {
		c.ConnectTimeout = defaultConnectTimeout
	}
	if c.MaxLog <= 0 {
		c.MaxLog = defaultMaxLog
	}
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	return c
}

// Asker puts a question of the connection to a person. An error ends the attempt to connect.
type Asker interface {
	Ask(ctx context.Context, q Question) (string, error)
}

// QuestionKind is what a Question wants to know.
type QuestionKind int

const (
	// HostKey: is this the host's key? "yes" appends it to KnownHostsFile, anything else refuses.
	HostKey QuestionKind = iota + 1
	// Password of the account on the host.
	Password
	// Passphrase of an encrypted private key; Text is its path.
	Passphrase
	// Interactive is a question which the host itself asks (a second factor, say); Text is the host's, untrusted.
	Interactive
)

// Question is what a connection needs to know from a person.
type Question struct {
	Kind           QuestionKind
	Host           string // as the operator named it
	User           string
	Text           string // see Kind
	Echo           bool   // the answer may be shown
	Fingerprint    string // HostKey: SHA256:…
	KeyType        string // HostKey: ssh-ed25519, …
	KnownHostsFile string // HostKey: where "yes" is remembered
}
