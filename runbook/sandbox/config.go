package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strconv"
	"time"
)

// config is what was decided when the box was made. Only SSHPort may change later, when another program took it meanwhile.
type config struct {
	Version      int       `json:"version"`
	Created      time.Time `json:"created"`
	Fail         string    `json:"fail,omitempty"` // id of the step that fails
	SSHPort      int       `json:"ssh_port"`
	AppPort      int       `json:"app_port"`    // gunicorn
	PublicPort   int       `json:"public_port"` // nginx
	DBPassword   string    `json:"db_password"`
	SecretKey    string    `json:"secret_key"`
	SudoPassword string    `json:"sudo_password,omitempty"`
}

const configVersion = 1

// The database of the procedure.
const (
	dbName = "iact_staging"
	dbUser = "iact_user"
)

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

func (c config) appURL() string    { return "http://" + loopback(c.AppPort) }
func (c config) publicURL() string { return "http://" + loopback(c.PublicPort) }
func (c config) databaseURL() string {
	return fmt.Sprintf("postgres://%s:%s@localhost:5432/%s", dbUser, c.DBPassword, dbName)
}

// newSecret makes a secret of so many random bytes.
func newSecret(size int) (string, error) {
	raw := make([]byte, size)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	return hex.EncodeToString(raw), nil
}

// Ports of a box lie below what kernels hand out by themselves, so that no client connection sits on the port of a stopped
// service when it starts again.
const (
	firstPort = 20000
	lastPort  = 31999
)

// listenAnywhere opens a loopback listener on a free port of the range.
func listenAnywhere() (net.Listener, error) {
	const attempts = 200
	var last error
	for range attempts {
		n, err := rand.Int(rand.Reader, big.NewInt(lastPort-firstPort+1))
		if err != nil {
			return nil, err
		}
		listener, err := net.Listen("tcp", loopback(firstPort+int(n.Int64())))
		if err == nil {
			return listener, nil
		}
		last = err
	}
	return nil, fmt.Errorf("no free port: %w", last)
}

// listenThrice opens three listeners, for SSH, gunicorn and nginx. All are open at once, so that they differ.
func listenThrice() ([]net.Listener, error) {
	var listeners []net.Listener
	for range 3 {
		listener, err := listenAnywhere()
		if err != nil {
			for _, open := range listeners {
				err = errors.Join(err, open.Close())
			}
			return nil, err
		}
		listeners = append(listeners, listener)
	}
	return listeners, nil
}

func portOf(listener net.Listener) int {
	if addr, ok := listener.Addr().(*net.TCPAddr); ok {
		return addr.Port
	}
	return 0
}
