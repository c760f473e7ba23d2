package host

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// AuthError: the host takes none of the keys and answers.
type AuthError struct {
	Host, User string
	Cause      error
}

func (e *AuthError) Error() string {
	return fmt.Sprintf("log in to %s as %s: %v", e.Host, e.User, e.Cause)
}
func (e *AuthError) Unwrap() error { return e.Cause }

// Message implements the catalogue's contract.
func (e *AuthError) Message() (string, map[string]string) {
	return "host.auth", map[string]string{"Host": e.Host, "User": e.User, "Why": fmt.Sprint(e.Cause)}
}

// answers remembers in memory what a person said, so that a reconnect does not ask again.
type answers struct {
	mu        sync.Mutex
	passwords map[string]string     // by user@address
	keys      map[string]ssh.Signer // by path: encrypted keys that were opened
	asked     int                   // how many answers came, ever
}

func newAnswers() *answers {
	return &answers{passwords: map[string]string{}, keys: map[string]ssh.Signer{}}
}

func (a *answers) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked
}

func (a *answers) password(who string) (string, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.passwords[who]
	return p, ok
}

func (a *answers) keepPassword(who, password string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.passwords[who] = password
	a.asked++
}

func (a *answers) forgetPassword(who string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.passwords, who)
}

// login is the authentication of one hop.
type login struct {
	settings settings
	answers  *answers
	ask      func(Question) (string, error)
	asker    bool
	agent    io.Closer
	tries    int   // of a password, on this connection
	refused  error // by the person or the Asker: better told than "no supported methods remain"
}

const passwordTries = 3

// methods are tried in ssh's order. The agent is used, and never forwarded.
func (l *login) methods() []ssh.AuthMethod {
	all := []ssh.AuthMethod{ssh.PublicKeysCallback(l.signers)}
	if l.asker {
		all = append(all,
			ssh.RetryableAuthMethod(ssh.KeyboardInteractive(l.interactive), passwordTries),
			ssh.RetryableAuthMethod(ssh.PasswordCallback(l.password), passwordTries))
	}
	return all
}

func (l *login) close() {
	if l.agent != nil {
		_ = l.agent.Close()
	}
}

func (l *login) who() string { return l.settings.user + "@" + l.settings.address() }

func (l *login) password() (string, error) {
	l.tries++
	if kept, ok := l.answers.password(l.who()); ok && l.tries == 1 {
		return kept, nil
	}
	l.answers.forgetPassword(l.who())
	answer, err := l.put(Question{Kind: Password, Host: l.settings.alias, User: l.settings.user})
	if err == nil {
		l.answers.keepPassword(l.who(), answer)
	}
	return answer, err
}

func (l *login) put(q Question) (string, error) {
	answer, err := l.ask(q)
	if err != nil {
		l.refused = err
	}
	return answer, err
}

// interactive answers what the host asks. A lone question for a password is the password, and remembered as such.
func (l *login) interactive(_, instruction string, questions []string, echos []bool) ([]string, error) {
	if len(questions) == 1 && !echos[0] && strings.Contains(strings.ToLower(questions[0]), "password") {
		answer, err := l.password()
		return []string{answer}, err
	}
	given := make([]string, 0, len(questions))
	for i, question := range questions {
		if i == 0 && instruction != "" {
			question = instruction + "\n" + question
		}
		answer, err := l.put(Question{
			Kind: Interactive, Host: l.settings.alias, User: l.settings.user, Text: question, Echo: echos[i],
		})
		if err != nil {
			return nil, err
		}
		given = append(given, answer)
	}
	return given, nil
}

// signers are the keys to offer: those of IdentityFile first, through the agent where it has them, then the agent's
// others. The public halves of encrypted keys are offered, and the passphrase asked for only if the host takes one.
func (l *login) signers() ([]ssh.Signer, error) {
	held := l.agentSigners()
	var offered []ssh.Signer
	for _, path := range l.settings.identityFiles {
		public := publicHalf(path)
		if signer := take(&held, public); signer != nil {
			offered = append(offered, signer)
		} else if signer := l.fileSigner(path, public); signer != nil {
			offered = append(offered, signer)
		}
	}
	if !l.settings.identitiesOnly {
		if l.settings.identitiesNamed {
			return append(offered, held...), nil
		}
		return append(held, offered...), nil
	}
	return offered, nil
}

func (l *login) agentSigners() []ssh.Signer {
	socket := os.Getenv("SSH_AUTH_SOCK")
	if socket == "" {
		return nil
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil // as ssh: no agent
	}
	l.close()
	l.agent = conn
	signers, err := agent.NewClient(conn).Signers()
	if err != nil {
		return nil
	}
	return signers
}

// take removes the signer of a public key from held.
func take(held *[]ssh.Signer, public ssh.PublicKey) ssh.Signer {
	if public == nil {
		return nil
	}
	for i, signer := range *held {
		if bytes.Equal(signer.PublicKey().Marshal(), public.Marshal()) {
			*held = append((*held)[:i:i], (*held)[i+1:]...)
			return signer
		}
	}
	return nil
}

// publicHalf reads what a private key's file, or the .pub beside it, tells without a passphrase.
func publicHalf(path string) ssh.PublicKey {
	raw, err := os.ReadFile(path)
	if err == nil {
		signer, err := ssh.ParsePrivateKey(raw)
		if err == nil {
			return signer.PublicKey()
		}
		var missing *ssh.PassphraseMissingError
		if errors.As(err, &missing) && missing.PublicKey != nil {
			return missing.PublicKey
		}
		if public, _, _, _, err := ssh.ParseAuthorizedKey(raw); err == nil { // IdentityFile may name a .pub
			return public
		}
	}
	raw, err = os.ReadFile(path + ".pub")
	if err != nil {
		return nil
	}
	public, _, _, _, err := ssh.ParseAuthorizedKey(raw)
	if err != nil {
		return nil
	}
	return public
}

func (l *login) fileSigner(path string, public ssh.PublicKey) ssh.Signer {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	signer, err := ssh.ParsePrivateKey(raw)
	if err == nil {
		return signer
	}
	var missing *ssh.PassphraseMissingError
	if !errors.As(err, &missing) || public == nil || !l.asker {
		return nil
	}
	return &lockedKey{login: l, path: path, raw: raw, public: public}
}

// A lockedKey is an encrypted key, opened when the host wants a signature of it.
type lockedKey struct {
	login  *login
	path   string
	raw    []byte
	public ssh.PublicKey
}

func (k *lockedKey) PublicKey() ssh.PublicKey { return k.public }

func (k *lockedKey) Sign(random io.Reader, data []byte) (*ssh.Signature, error) {
	return k.SignWithAlgorithm(random, data, "")
}

func (k *lockedKey) SignWithAlgorithm(random io.Reader, data []byte, algorithm string) (*ssh.Signature, error) {
	signer, err := k.open()
	if err != nil {
		return nil, err
	}
	if able, ok := signer.(ssh.AlgorithmSigner); ok && algorithm != "" {
		return able.SignWithAlgorithm(random, data, algorithm)
	}
	return signer.Sign(random, data)
}

func (k *lockedKey) open() (ssh.Signer, error) {
	a := k.login.answers
	a.mu.Lock()
	signer := a.keys[k.path]
	a.mu.Unlock()
	if signer != nil {
		return signer, nil
	}
	for range passwordTries {
		phrase, err := k.login.put(Question{
			Kind: Passphrase, Host: k.login.settings.alias, User: k.login.settings.user, Text: k.path,
		})
		if err != nil {
			return nil, err
		}
		signer, err = ssh.ParsePrivateKeyWithPassphrase(k.raw, []byte(phrase))
		if err == nil {
			a.mu.Lock()
			a.keys[k.path] = signer
			a.asked++
			a.mu.Unlock()
			return signer, nil
		}
	}
	return nil, fmt.Errorf("open %s: the passphrase is wrong", k.path)
}
