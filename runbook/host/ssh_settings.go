package host

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"github.com/kevinburke/ssh_config"
)

// settings are what ssh_config says about one host, the defaults of ssh(1) filled in.
type settings struct {
	alias    string // as named
	hostName string
	port     string
	user     string

	identityFiles     []string
	identitiesNamed   bool // by ssh_config, and not by default
	identitiesOnly    bool
	proxyJump         []string
	userKnownHosts    []string
	globalKnownHosts  []string
	strict            bool // unknown keys are refused without asking
	hostKeyAlgorithms string
	hostKeyAlias      string
	checkHostIP       bool // the peer's address must not be known by another key
	hashKnownHosts    bool // names are remembered hashed
}

func (s settings) address() string { return net.JoinHostPort(s.hostName, s.port) }

// principal is the name that a certificate must be for.
func (s settings) principal() string { return strings.ToLower(first(s.hostKeyAlias, s.hostName)) }

// knownName is the name under which the host's key is known.
func (s settings) knownName() string {
	if s.hostKeyAlias != "" {
		return strings.ToLower(s.hostKeyAlias)
	}
	return knownName(s.hostName, s.port)
}

// SSHConfigError: an ssh_config that cannot be read, or that asks for what paso does not do.
type SSHConfigError struct {
	File  string
	Cause error
}

func (e *SSHConfigError) Error() string { return fmt.Sprintf("read %s: %v", e.File, e.Cause) }
func (e *SSHConfigError) Unwrap() error { return e.Cause }

// Message implements the catalogue's contract.
func (e *SSHConfigError) Message() (string, map[string]string) {
	return "host.ssh-config", map[string]string{"File": e.File, "Why": fmt.Sprint(e.Cause)}
}

// clientConfig is the ssh_config files in order of precedence.
type clientConfig struct {
	files []*ssh_config.Config
	names []string
	home  string
	me    string
}

func loadClientConfig(path string) (*clientConfig, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, err
	}
	c := &clientConfig{home: home}
	if current, err := user.Current(); err == nil {
		c.me = current.Username
		if _, plain, domain := strings.Cut(c.me, `\`); domain { // DOMAIN\user
			c.me = plain
		}
	}
	paths := []string{filepath.Join(home, ".ssh", "config"), "/etc/ssh/ssh_config"}
	if path != "" {
		paths = []string{path}
	}
	for _, name := range paths {
		raw, err := readSSHFile(name, maxSSHConfig)
		if errors.Is(err, fs.ErrNotExist) && path == "" {
			continue
		}
		if err != nil {
			return nil, &SSHConfigError{File: name, Cause: err}
		}
		parsed, err := parseSSHConfig(raw)
		if err != nil {
			return nil, &SSHConfigError{File: name, Cause: err}
		}
		c.files, c.names = append(c.files, parsed), append(c.names, name)
	}
	return c, nil
}

// lookup resolves a destination: an alias or [user@]host[:port].
func (c *clientConfig) lookup(destination string) (settings, error) {
	userName, alias, port := splitDestination(destination)
	if alias == "" {
		return settings{}, &SSHConfigError{File: destination, Cause: errors.New("the destination names no host")}
	}
	g := getter{config: c, alias: alias}
	s := settings{
		alias:             alias,
		hostName:          strings.ReplaceAll(first(g.one("HostName"), alias), "%h", alias),
		port:              first(port, g.one("Port"), "22"),
		user:              first(userName, g.one("User"), c.me),
		identitiesOnly:    isYes(g.one("IdentitiesOnly")),
		strict:            isYes(g.one("StrictHostKeyChecking")),
		hostKeyAlgorithms: g.one("HostKeyAlgorithms"),
		hostKeyAlias:      g.one("HostKeyAlias"),
		checkHostIP:       isYes(g.one("CheckHostIP")),
		hashKnownHosts:    isYes(g.one("HashKnownHosts")),
	}
	s.checkHostIP = s.checkHostIP && first(g.one("ProxyJump"), "none") == "none" // the address is the jump's business
	if jump := g.one("ProxyJump"); jump != "" && !strings.EqualFold(jump, "none") {
		s.proxyJump = strings.Split(jump, ",")
	}
	if command := g.one("ProxyCommand"); command != "" && !strings.EqualFold(command, "none") && s.proxyJump == nil {
		g.fail(errors.New("ProxyCommand is not supported: use ProxyJump"))
	}
	if revoked := g.one("RevokedHostKeys"); revoked != "" && !strings.EqualFold(revoked, "none") {
		g.fail(errors.New("RevokedHostKeys is not supported, and ignoring it would trust what it revokes: put @revoked lines into known_hosts"))
	}
	s.identityFiles = c.expandAll(g.all("IdentityFile"), s)
	s.identitiesNamed = len(s.identityFiles) > 0
	if !s.identitiesNamed {
		for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
			s.identityFiles = append(s.identityFiles, filepath.Join(c.home, ".ssh", name))
		}
	}
	s.userKnownHosts = c.paths(first(g.one("UserKnownHostsFile"), "~/.ssh/known_hosts ~/.ssh/known_hosts2"), s)
	s.globalKnownHosts = c.paths(first(g.one("GlobalKnownHostsFile"), "/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"), s)
	return s, g.err
}

// paths is a list of files separated by blanks. The parser of ssh_config takes the quotes off a path with a blank in it,
// so a whole value that names a file is that file.
func (c *clientConfig) paths(list string, s settings) []string {
	if whole := c.expandAll([]string{list}, s); len(whole) == 1 {
		if _, err := os.Stat(whole[0]); err == nil {
			return whole
		}
	}
	return c.expandAll(strings.Fields(list), s)
}

// A getter reads values of one alias; the first file that has one wins, as in ssh.
type getter struct {
	config *clientConfig
	alias  string
	err    error
}

func (g *getter) one(key string) string {
	for i, file := range g.config.files {
		value, err := file.Get(g.alias, key)
		if err != nil {
			g.failIn(g.config.names[i], err)
		}
		if value != "" {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

func (g *getter) all(key string) []string {
	var values []string
	for i, file := range g.config.files {
		found, err := file.GetAll(g.alias, key)
		if err != nil {
			g.failIn(g.config.names[i], err)
		}
		for _, value := range found {
			values = append(values, strings.Trim(value, `"`))
		}
	}
	return values
}

func (g *getter) fail(err error) {
	name := "ssh_config"
	if len(g.config.names) > 0 {
		name = g.config.names[0]
	}
	g.failIn(name, err)
}

func (g *getter) failIn(file string, err error) {
	if g.err == nil {
		g.err = &SSHConfigError{File: file, Cause: err}
	}
}

// expandAll expands ~ and the tokens %d %h %n %p %r %u %% of file names; "none" names no file.
func (c *clientConfig) expandAll(names []string, s settings) []string {
	tokens := strings.NewReplacer("%%", "%", "%d", c.home, "%h", s.hostName, "%n", s.alias, "%p", s.port, "%r", s.user, "%u", c.me)
	var expanded []string
	for _, name := range names {
		if strings.EqualFold(name, "none") {
			continue
		}
		if rest, ok := strings.CutPrefix(name, "~/"); ok {
			name = filepath.Join(c.home, rest)
		}
		expanded = append(expanded, tokens.Replace(name))
	}
	return expanded
}

func splitDestination(s string) (userName, hostName, port string) {
	s = strings.TrimPrefix(s, "ssh://")
	if i := strings.LastIndex(s, "@"); i >= 0 {
		userName, s = s[:i], s[i+1:]
	}
	if h, p, err := net.SplitHostPort(s); err == nil {
		return userName, h, p
	}
	return userName, strings.Trim(s, "[]"), ""
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func isYes(s string) bool { return strings.EqualFold(s, "yes") || strings.EqualFold(s, "true") }
