package checks

import "testing"

func TestSudo(t *testing.T) {
	for _, c := range []struct {
		said     string
		verdict  Verdict
		observed string
	}{
		{"free\n", Passed, "sin contraseña"},
		{"asks\nsudo: a password is required\n", Passed, "pedirá"},
		{"none\n", Failed, "no está instalado"},
		{"asks\nSorry, user deploy may not run sudo on staging.\n", Failed, "no puede"},
		{"", Failed, "no puede"},
	} {
		want(t, observe(t, Sudo{}, printing(c.said)), c.verdict, c.observed)
	}
}

func TestSudoOnARealHost(t *testing.T) {
	if r := observe(t, Sudo{}, newBashWorld(t)); r.Verdict == Unobservable {
		t.Errorf("%+v", r)
	}
}
