//go:build linux

package host

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestFiles(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	content := bytes.Repeat([]byte("\x00\x1e\xff line\n"), 20000)
	path := filepath.Join(t.TempDir(), "a", "b c", "it's")
	for _, want := range [][]byte{content, []byte("shorter"), nil} {
		if err := h.WriteFile(bounded(t), path, want, 0o640); err != nil {
			t.Fatal(err)
		}
		got, err := h.ReadFile(bounded(t), path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o640 {
		t.Errorf("%v, %v", info, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("left behind %v, %v", entries, err)
	}
	if _, err := h.ReadFile(bounded(t), path+"-none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	var unusable *DirectoryError
	if err := h.WriteFile(bounded(t), path+"/x", nil, 0o600); !errors.As(err, &unusable) {
		t.Errorf("below a file: %v", err)
	}
	if err := h.WriteFile(bounded(t), "journal/1.jsonl", []byte("x"), 0o600); err != nil {
		t.Error(err)
	}
	home := filepath.Dir(h.config.SSHConfig)
	if got := mustRead(t, filepath.Join(home, ".local/state/paso/run-1/journal/1.jsonl")); got != "x" {
		t.Errorf("relative to the run: %q", got)
	}
}

func TestProbe(t *testing.T) {
	h, _ := openSSHHost(t, nil)
	facts, err := h.Probe(bounded(t))
	if err != nil {
		t.Fatal(err)
	}
	hostname, _ := os.Hostname()
	if facts.User == "" || facts.Hostname != hostname || facts.BootID == "" || facts.Bash == "" || len(facts.Missing) != 0 ||
		facts.System != "Linux" || facts.ClockAhead > facts.RoundTrip || facts.ClockAhead < -facts.RoundTrip {
		t.Errorf("%+v", facts)
	}
	t.Setenv("PATH", t.TempDir())
	bare := opened(t, Config{Local: true, RunID: "run-1"})
	if facts, err := bare.Probe(bounded(t)); err == nil && len(facts.Missing) == 0 {
		t.Errorf("nothing is missing on an empty PATH: %+v", facts)
	}
}
