//go:build linux

package command

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

var floodSize = flag.Int("flood", 2, "megabytes without a newline that TestFloodWithoutNewline prints; the whole is 100")

// A step that prints without a newline, in the middle of an escape sequence that never ends, is shown cut, what follows is
// seen, and memory stays bounded. The peak is told.
func TestFloodWithoutNewline(t *testing.T) {
	t.Parallel()
	m, dir := newMachine(t), t.TempDir()
	book := filepath.Join(dir, "flood.toml")
	text := fmt.Sprintf("id = 'FLOOD'\ntitle = 'Flood'\nversion = '1'\nlanguage = 'es'\n[targets.here]\nlocal = true\n[lock]\nname = 'here'\ndir = %q\n"+
		"[roles]\nops = 'Ops'\n[[people]]\nname = 'Ana'\nroles = ['ops']\n[[stage]]\ntitle = 'Una'\n[[stage.step]]\nid = 'a'\ntitle = 'A'\nsuccess = 'x'\n"+
		"run = '''\nprintf '\\033]2;'\nhead -c %d /dev/zero | tr '\\0' x\nprintf '\\nafterwards.\\n'\n'''\n", dir+"/lock", *floodSize*1_000_000)
	answers := filepath.Join(dir, "answers.toml")
	for name, text := range map[string]string{book: text, answers: "operator = 'Ana'\n[confirm]\n'*' = true\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	paso := exec.Command(m.paso, "--headless", "--answers", answers, book)
	paso.Env, paso.Stdout, paso.Stderr = m.env, &out, &out
	if err := paso.Run(); err != nil {
		t.Fatalf("%v\n%.2000s", err, out.String())
	}
	if !strings.Contains(out.String(), "afterwards.") || !strings.Contains(out.String(), " bytes\n") {
		t.Errorf("what follows the flood, or the mark of its cut, is not there:\n%.500s", out.String())
	}
	used, ok := paso.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("nothing is known of its memory")
	}
	t.Logf("%d MB without a newline: %d bytes told, peak resident memory %.1f MB", *floodSize, out.Len(), float64(used.Maxrss)/1024)
}
