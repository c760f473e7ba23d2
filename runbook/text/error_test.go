package text

import (
	"errors"
	"fmt"
	"testing"
)

type saying struct {
	id   string
	args map[string]string
	err  error
}

func (e *saying) Error() string                        { return "english of " + e.id }
func (e *saying) Unwrap() error                        { return e.err }
func (e *saying) Message() (string, map[string]string) { return e.id, e.args }

func TestError(t *testing.T) {
	c := sample(t, ES)
	bare := errors.New("bare")
	plain := &saying{id: "a.plain"}
	host := &saying{id: "a.host", args: map[string]string{"Host": "web1", "Why": "nada"}}
	const hostSaid = "No se puede conectar con web1: nada"
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"nil", nil, ""},
		{"bare", bare, "bare"},
		{"wrapped bare", fmt.Errorf("read: %w", bare), "read: bare"},
		{"saying", host, hostSaid},
		{"wrapped", fmt.Errorf("start: %w", fmt.Errorf("dial: %w", host)), hostSaid},
		{"the outer one speaks", &saying{id: "a.plain", err: host}, "Nada que hacer"},
		{"joined", errors.Join(plain, host), "Nada que hacer\n" + hostSaid},
		{"joined with bare", errors.Join(bare, fmt.Errorf("x: %w", plain)), "bare\nNada que hacer"},
		{"joined bare", errors.Join(bare, errors.New("other")), "bare\nother"},
		{"the same twice", errors.Join(plain, plain), "Nada que hacer"},
		{"join in a chain", fmt.Errorf("x: %w", errors.Join(nil, plain)), "Nada que hacer"},
		{"two verbs", fmt.Errorf("%w: %w", bare, plain), "bare\nNada que hacer"},
		{"two verbs, none speaks", fmt.Errorf("%w: %w", bare, bare), "bare: bare"},
		{"unknown id", &saying{id: "a.nope"}, "⟦a.nope⟧"},
	} {
		if got := c.Error(test.err); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
