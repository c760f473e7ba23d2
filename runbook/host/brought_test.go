package host

import (
	"os"
	"path/filepath"
	"testing"
)

// A login environment often holds a secret already: DATABASE_URL has the password that a step gets as a secret too. The
// steps after it need that variable as the account brought it.
func TestWhatTheAccountBroughtStays(t *testing.T) {
	home := localHome(t)
	if err := os.WriteFile(filepath.Join(home, ".profile"), []byte("export DATABASE_URL=postgres://u:"+secretValue+"@db\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := openLocalHost(t)
	secrets := map[string]string{"DB_PASSWORD": secretValue}
	e := run(t, h, Attempt{ID: "one", Secrets: secrets, Script: `echo "${#DATABASE_URL}"; COPY=$DATABASE_URL`})
	if len(e.Withheld) != 1 || e.Withheld[0] != "COPY" {
		t.Errorf("withheld %q", e.Withheld)
	}
	e = run(t, h, Attempt{ID: "two", Base: "one", Secrets: secrets, Script: `echo "${DATABASE_URL:+here} ${COPY-none}"; export DATABASE_URL=$DATABASE_URL/x`})
	wantOutput(t, e, "here none\n")
	if len(e.Withheld) != 1 || e.Withheld[0] != "DATABASE_URL" {
		t.Errorf("a changed one was kept: withheld %q", e.Withheld)
	}
}

// A profile that runs bash itself (pyenv init, nvm) must not eat the variables of the step.
func TestProfileThatRunsBash(t *testing.T) {
	home := localHome(t)
	profile := "export FROM_PROFILE=$(bash -c 'echo yes')\n"
	if err := os.WriteFile(filepath.Join(home, ".profile"), []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	h := openLocalHost(t)
	e := run(t, h, Attempt{ID: "one", Vars: map[string]string{"A": "1"}, Script: `echo "$A $FROM_PROFILE"`})
	wantOutput(t, e, "1 yes\n")
	e = run(t, h, Attempt{ID: "two", Base: "one", Script: `bash -c 'echo "${PASO_ATTEMPT-clean}"'`})
	wantOutput(t, e, "clean\n")
}
