//go:build lab

package command

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

const sudoBook = `
id = "SUDO"
title = "Sudo"
version = "1"
language = "es"
[targets.staging]
ssh = "staging-server-pw"
[lock]
name = "sudo"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[[stage]]
title = "Una"
[[stage.step]]
id = "ask"
title = "Preguntar"
success = "root"
run = 'sudo id -un'
[[stage.step]]
id = "again"
title = "Otra vez"
success = "root"
run = 'sudo id -un'
`

// TestLabSudoAsksOnce: an account for which sudo wants a password. The operator gives
// it once, at sudo's own prompt; the next step does not ask, and no file has it.
func TestLabSudoAsksOnce(t *testing.T) {
	l := newLab(t)
	l.do("up")
	book := filepath.Join(l.dir, "sudo.toml")
	if err := os.WriteFile(book, []byte(sudoBook), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(l.paso, "--plain", "--as", "Ana", "--ssh-config", l.config, book)
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(l.dir, "state"), "TERM=xterm")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	d := dialogue{t: t, terminal: terminal}
	d.expect(`Número de 1 a`, "1\n")           // begin the run
	d.expect(`Número de 1 a`, "1\n")           // begin the stage
	d.expect(`sudo pide su contraseña`, "")    //
	d.expect(`Número de 1 a`, "1\n")           // keep it for this run
	d.expect(`no se verá`, "staging-pw\n")     //
	rest := d.expect(`Resultado: SUCCESS`, "") // the second step is answered by what was kept
	if err := cmd.Wait(); exitOf(err) != exitOK {
		t.Errorf("exit code %d", exitOf(err))
	}
	if strings.Contains(rest, "no se verá") || strings.Contains(d.all.String(), "staging-pw") {
		t.Errorf("asked again, or shown:\n%s", d.all.String())
	}
	if n := strings.Count(d.all.String(), "| root"); n != 2 {
		t.Errorf("%d of 2 steps ran as root:\n%s", n, d.all.String())
	}
	out, _ := exec.Command("grep", "-rl", "staging-pw", filepath.Join(l.dir, "state")).Output()
	if len(out) > 0 {
		t.Errorf("the password is in %s", out)
	}
	if found := l.do("exec", "sh", "-c", "grep -rl staging-pw /home /var/tmp 2>/dev/null || true"); strings.TrimSpace(found) != "" {
		t.Errorf("the password is on the target in %s", found)
	}
}

// dialogue is somebody who reads a terminal and answers.
type dialogue struct {
	t        *testing.T
	terminal io.ReadWriter
	unread   strings.Builder
	all      strings.Builder
}

// expect reads until the pattern, answers, and gives what was read.
func (d *dialogue) expect(pattern, answer string) string {
	d.t.Helper()
	wanted := regexp.MustCompile(pattern)
	buffer := make([]byte, 4096)
	for {
		text := d.unread.String()
		if at := wanted.FindStringIndex(text); at != nil {
			d.unread.Reset()
			d.unread.WriteString(text[at[1]:])
			if _, err := io.WriteString(d.terminal, answer); err != nil {
				d.t.Fatal(err)
			}
			return text[:at[1]]
		}
		n, err := d.terminal.Read(buffer)
		d.unread.Write(buffer[:n])
		d.all.Write(buffer[:n])
		if err != nil {
			d.t.Fatalf("%q never came: %v\n%s", pattern, err, d.all.String())
		}
	}
}
