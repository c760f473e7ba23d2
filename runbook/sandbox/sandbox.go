package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Options say how a box is made.
type Options struct {
	Dir        string // where; it must not exist yet, or be empty
	Fail       string // id of the step that is meant to fail, "" for none
	Executable string // paso's own binary, which becomes the stand-ins

	// SudoPassword makes sudo ask, as it does for most accounts; "" is NOPASSWD.
	SudoPassword string
}

// Sandbox is a box with its SSH server running. It is used by one paso at a time.
type Sandbox struct {
	layout
	config config
	server *server
	lock   *flock.Flock
}

// Alias is the Host of the generated ssh_config, named as the server in the procedure.
const Alias = "staging-server"

// Target is how the box is reached over SSH, with strict checking of its host key.
type Target struct {
	Destination string // deploy@127.0.0.1:port
	ConfigFile  string // an ssh_config for that destination, and for Alias
	LockDir     string // for [lock] dir: a box is no rendezvous with real deployments of this machine
}

// Create makes a box in Options.Dir, starts its services and its SSH server. What it made is gone again if it fails.
// Errors have a Message().
func Create(ctx context.Context, options Options) (*Sandbox, error) {
	if err := usable(); err != nil {
		return nil, err
	}
	l, err := claim(options.Dir)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{layout: l}
	if err := s.create(ctx, options); err != nil {
		return nil, errors.Join(cannotBuild(options.Dir, err), s.clear(context.WithoutCancel(ctx)))
	}
	return s, nil
}

func (s *Sandbox) create(ctx context.Context, options Options) error {
	if err := s.takeLock(); err != nil { // from here on it can be seen that somebody builds it
		return err
	}
	listeners, err := listenThrice()
	if err != nil {
		return err
	}
	if err := s.furnish(ctx, options, listeners); err != nil {
		return errors.Join(err, listeners[0].Close())
	}
	return s.serve(listeners[0])
}

// furnish decides on the box, builds it and starts its services. The ports of these are free for them by then.
func (s *Sandbox) furnish(ctx context.Context, options Options, listeners []net.Listener) error {
	password, err := newSecret(9)
	key, keyErr := newSecret(25)
	if err := errors.Join(err, keyErr, listeners[1].Close(), listeners[2].Close()); err != nil {
		return err
	}
	s.config = config{
		Version: configVersion, Created: time.Now().Truncate(time.Second), Fail: options.Fail,
		DBPassword: password, SecretKey: key, SudoPassword: options.SudoPassword,
		SSHPort: portOf(listeners[0]), AppPort: portOf(listeners[1]), PublicPort: portOf(listeners[2]),
	}
	if err := build(ctx, s.layout, options.Executable, s.config, searchPath()); err != nil {
		return err
	}
	return startAll(s.layout, s.config)
}

// Open starts the SSH server of an existing box again: the same host key and, if it is free, the same port. Services which
// should run and do not, as after a reboot, are started; one that was stopped stays stopped. Errors have a Message().
func Open(ctx context.Context, dir string) (*Sandbox, error) {
	if err := usable(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, err := open(dir)
	if err != nil {
		return nil, err
	}
	if err := s.resume(); err != nil {
		return nil, errors.Join(cannotServe(err), s.lock.Close())
	}
	return s, nil
}

// open finds the box and takes it for this process.
func open(dir string) (*Sandbox, error) {
	resolved, err := filepath.EvalSymlinks(dir)
	if err == nil {
		resolved, err = filepath.Abs(resolved)
	}
	l := layout(resolved)
	if err != nil || !l.exists() {
		return nil, notABox(dir)
	}
	c, err := load[config](l.config())
	if err != nil || c.Version != configVersion {
		return nil, notABox(dir)
	}
	s := &Sandbox{layout: l, config: c}
	return s, s.takeLock()
}

func (s *Sandbox) resume() error {
	if err := startAll(s.layout, s.config); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", loopback(s.config.SSHPort))
	if err != nil {
		if listener, err = listenAnywhere(); err != nil {
			return err
		}
		s.config.SSHPort = portOf(listener)
		if err := save(s.layout.config(), s.config); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	return s.serve(listener)
}

func (s *Sandbox) takeLock() error {
	if err := os.MkdirAll(s.at("state"), 0o700); err != nil {
		return cannotServe(err)
	}
	s.lock = flock.New(s.at("state", "server.lock"))
	taken, err := s.lock.TryLock()
	if err != nil {
		return cannotServe(err)
	}
	if !taken {
		return busy(string(s.layout))
	}
	return nil
}

func (s *Sandbox) serve(listener net.Listener) error {
	host, err := readKey(s.hostKey())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	client, err := readKey(s.clientKey())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := writeClientConfig(s.layout, s.config.SSHPort, host.PublicKey()); err != nil {
		return errors.Join(err, listener.Close())
	}
	env := sessionEnv(s.layout, searchPath(), os.Getenv(fastVariable))
	bash, err := exec.LookPath("bash")
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.server = serve(listener, host, client.PublicKey(), func(line string) *exec.Cmd {
		command := exec.Command(bash, "-l")
		if line != "" {
			command = exec.Command(bash, "-c", line)
		}
		command.Dir, command.Env = s.home(), env[:len(env):len(env)]
		return command
	})
	return nil
}

// Target tells how to reach the box.
func (s *Sandbox) Target() Target {
	return Target{Destination: account + "@" + loopback(s.config.SSHPort), ConfigFile: s.sshConfig(), LockDir: s.locks()}
}

// Dir is the box's directory.
func (s *Sandbox) Dir() string { return string(s.layout) }

// Fail is the id of the step that is meant to fail, "" for none.
func (s *Sandbox) Fail() string { return s.config.Fail }

// Close stops the SSH server. Services and commands go on; Open takes the box up again.
func (s *Sandbox) Close() error {
	var err error
	if s.server != nil {
		err = s.server.close()
		s.server = nil
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// Remove stops everything that belongs to the box, and removes its directory.
func (s *Sandbox) Remove(ctx context.Context) error {
	if !s.exists() {
		return nil
	}
	return s.clear(ctx)
}

// clear removes what there is, be it complete or not.
func (s *Sandbox) clear(ctx context.Context) error {
	err := s.Close()
	if remaining := endAll(ctx, s.layout); remaining != "" {
		return errors.Join(err, survivors(string(s.layout), remaining))
	}
	return errors.Join(err, os.RemoveAll(string(s.layout)))
}

// claim makes the directory, private, and gives its one true name.
func claim(dir string) (layout, error) {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return "", notEmpty(dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", cannotBuild(dir, err)
	}
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.Chmod(dir, 0o700)); err != nil {
		return "", cannotBuild(dir, err)
	}
	resolved, err := filepath.EvalSymlinks(dir)
	if err == nil {
		resolved, err = filepath.Abs(resolved)
	}
	if err != nil {
		return "", cannotBuild(dir, err)
	}
	return layout(resolved), nil
}

// usable tells whether a box can exist on this machine.
func usable() error {
	if runtime.GOOS != "linux" {
		return needsLinux(runtime.GOOS)
	}
	var missing []string
	for _, tool := range requiredTools() {
		if _, err := exec.LookPath(tool); err != nil {
			missing = append(missing, tool)
		}
	}
	if len(missing) > 0 {
		return missingTools(strings.Join(missing, ", "))
	}
	return nil
}

// requiredTools are what the harness and the runbook need beside the stand-ins.
func requiredTools() []string {
	return []string{"bash", "git", "script", "setsid", "flock", "mkfifo", "tail", "head", "stty", "grep", "sed"}
}
