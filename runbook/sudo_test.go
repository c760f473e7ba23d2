package runbook

import "testing"

func TestCallsSudo(t *testing.T) {
	for script, want := range map[string]bool{
		"sudo systemctl stop x": true, "a=$(sudo -n id)": true, "if true; then sudo id; fi": true,
		"# sudo id": false, "echo sudo": false, "pseudo x": false, "true": false, "sudo 'unclosed": true,
	} {
		if got := callsSudo(script); got != want {
			t.Errorf("%q: %v", script, got)
		}
	}
}
