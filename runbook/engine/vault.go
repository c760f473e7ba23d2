package engine

import (
	"slices"
	"strings"
	"sync"

	"paso/runbook/output"
)

// vault holds what must never be recorded, in memory and for this run only.
type vault struct {
	mu      sync.Mutex
	values  map[string]string // secret variables by name
	sudo    string            // kept with the operator's leave; "" if not
	secrets []string          // everything to be masked; it only grows
}

func newVault() *vault { return &vault{values: map[string]string{}} }

// maskable tells whether a secret is long enough to be hidden without hiding half of
// the output.
func maskable(secret string) bool {
	_, err := output.NewMask([]string{secret})
	return err == nil
}

// set keeps the value of a secret variable.
func (v *vault) set(name, value string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.values[name] = value
	v.hide(value)
}

// of gives the values of the named secrets; an empty one is given too.
func (v *vault) of(names []string) map[string]string {
	v.mu.Lock()
	defer v.mu.Unlock()
	some := make(map[string]string, len(names))
	for _, name := range names {
		some[name] = v.values[name]
	}
	return some
}

func (v *vault) keepSudo(password string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sudo = password
	v.hide(password)
}

func (v *vault) sudoPassword() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.sudo
}

// remember has what was typed unseen masked wherever it turns up.
func (v *vault) remember(typed string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hide(typed)
}

func (v *vault) hide(secret string) {
	if maskable(secret) && !slices.Contains(v.secrets, secret) {
		v.secrets = append(v.secrets, secret)
	}
}

// within tells whether a text holds a value that must never be recorded.
func (v *vault) within(text string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.ContainsFunc(v.secrets, func(secret string) bool { return strings.Contains(text, secret) })
}

// version grows with every secret that is learnt.
func (v *vault) version() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.secrets)
}

// mask makes a mask for everything known, and says of which version it is.
func (v *vault) mask() (*output.Mask, int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	mask, err := output.NewMask(v.secrets)
	return mask, len(v.secrets), err
}

// censor overwrites what the vault knows now.
func (v *vault) censor() *censor {
	v.mu.Lock()
	defer v.mu.Unlock()
	return newCensor(v.secrets)
}
