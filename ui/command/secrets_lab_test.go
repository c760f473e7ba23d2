//go:build lab

package command

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"paso/runbook/host/sshdtest"
	"paso/ui/ttytest"
)

// canaryBook prints its secrets in every form that a script may give them, looks for them in the processes of the host, and
// asks for one more as sudo does.
const canaryBook = `
id = "CANARY"
title = "Canarios"
version = "1"
language = "es"
[targets.staging]
ssh = "target"
[lock]
name = "canary"
[roles]
ops = "Operaciones"
[[people]]
name = "Ana"
roles = ["ops"]
[vars]
TOKEN = { secret = true, ask = "Token", env = "CANARY_TOKEN" }
KEY = { secret = true, ask = "Clave", env = "CANARY_KEY" }
[[stage]]
title = "Una"
[[stage.step]]
id = "print"
title = "Imprimir"
success = "impreso"
secrets = ["TOKEN", "KEY"]
run = '''
echo "plain $TOKEN"
for before in '' a ab; do printf '%s%s' "$before" "$TOKEN" | base64; done
printf '%s\n' "$TOKEN" | base64 -w 10
printf 'quoted %q %s\n' "$TOKEN" "${TOKEN@Q}"
printf '%s' "$TOKEN" | od -An -v -tx1 | tr -d ' \n'; echo
url=; for ((i = 0; i < ${#TOKEN}; i++)); do c=${TOKEN:i:1}; [[ $c == [a-zA-Z0-9] ]] || printf -v c '%%%02X' "'$c"; url+=$c; done; echo "url $url"
json=${TOKEN//\\/\\\\}; echo "{\"token\": \"${json//\"/\\\"}\"}"
for ((i = 1; i < ${#TOKEN}; i++)); do printf '%s' "${TOKEN:0:i}"; printf '\033[31m'; printf '%s\033[0m\n' "${TOKEN:i}"; done
printf '%s' "$TOKEN" | fold -w 7; echo
echo "$KEY"; printf '%s' "$KEY" | base64
echo "an error with $TOKEN" >&2
url2=postgres://iact:$TOKEN@db/x; echo "$url2"
printf '\033]0;%s\007title\n' "$TOKEN"
'''
[[stage.step]]
id = "look"
title = "Mirar"
success = "limpio"
secrets = ["TOKEN"]
run = '''
set +x
found=0 looked=0
for p in /proc/[0-9]*; do
  line=$(tr '\0' ' ' <$p/cmdline 2>/dev/null) || continue
  looked=$((looked + 1))
  [[ $line != *"$TOKEN"* ]] || { found=$((found + 1)); echo "in the command line of ${p#/proc/}"; }
  [[ $line == *harness-* || $line == 'script -q'* ]] || continue
  tr '\0' '\n' <$p/environ 2>/dev/null | while IFS= read -r one; do [[ $one != *"$TOKEN"* ]] || echo "in the environment of ${p#/proc/}"; done
done
echo "looked at $looked, found $found"
'''
[[stage.step]]
id = "ask"
title = "Preguntar"
success = "dicho"
run = '''
read -rsp '[sudo] password for deploy: ' typed; echo
echo "typed $typed"
printf '%s' "$typed" | base64
'''
`

const (
	canaryToken = `Canary-7'f"9$k b\q&3é`
	canaryTyped = "Typed-Canary-5521"
	canaryKey   = "-----BEGIN CANARY KEY-----\nMIICanaryLineOne0001\nMIICanaryLineTwo0002\n-----END CANARY KEY-----\n"
)

// canaries are what may be found nowhere: whole, by line, encoded.
func canaries() map[string]string {
	all := map[string]string{
		"token": canaryToken, "typed": canaryTyped, "key line 1": "MIICanaryLineOne0001", "key line 2": "MIICanaryLineTwo0002",
		"token quoted": `Canary-7\'f\"9\$k\ b\\q\&3é`, "token escaped": `Canary-7'f\"9$k b\\q&3é`, "token in a URL": url.QueryEscape(canaryToken),
		"token quoted for ASCII": `Canary-7\'f"9$k b\\q&3\303\251`, "token in hex": hex.EncodeToString([]byte(canaryToken)),
	}
	for what, secret := range map[string]string{"token": canaryToken, "typed": canaryTyped, "key": canaryKey} {
		for before := range 3 {
			digits := base64.StdEncoding.EncodeToString(append(make([]byte, before), secret...))
			all[fmt.Sprintf("%s in base64 at %d", what, before)] = digits[4 : len(digits)-4]
		}
	}
	return all
}

// canaryRun is the binary, a real server, and everything that a run could leave.
type canaryRun struct {
	t      *testing.T
	server *sshdtest.Server
	paso   string
	book   string
	env    []string
	dirs   []string // everything that is the run's
	places int
}

func newCanaryRun(t *testing.T) *canaryRun {
	t.Helper()
	dir := t.TempDir()
	c := &canaryRun{t: t, server: sshdtest.Start(t), paso: filepath.Join(dir, "bin", "paso"), book: filepath.Join(dir, "canary.toml")}
	if out, err := exec.Command("go", "build", "-o", c.paso, "../..").CombinedOutput(); err != nil {
		t.Fatalf("build paso: %v\n%s", err, out)
	}
	book := strings.Replace(canaryBook, `name = "canary"`, fmt.Sprintf("name = \"canary-%d\"", c.server.Port), 1)
	if err := os.WriteFile(c.book, []byte(book), 0o600); err != nil {
		t.Fatal(err)
	}
	home, temp := filepath.Join(dir, "home"), filepath.Join(dir, "tmp")
	for _, d := range []string{home, temp} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	c.dirs = []string{dir, c.server.Dir}
	c.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + temp, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "LANG=es_ES.UTF-8",
		"TERM=xterm-256color", "COLORTERM=truecolor", "CANARY_TOKEN=" + canaryToken, "CANARY_KEY=" + canaryKey,
	}
	return c
}

// clean looks for every canary in a text.
func (c *canaryRun) clean(where string, text []byte) {
	c.t.Helper()
	c.places++
	for what, canary := range canaries() {
		if at := bytes.Index(text, []byte(canary)); at >= 0 {
			c.t.Errorf("%s: %s is in %q", where, what, text[max(0, at-60):min(len(text), at+len(canary)+20)])
		}
	}
}

// files looks through everything that the run has written, here, on the target and where temporary files lie, and at the
// modes of what paso wrote.
func (c *canaryRun) files(since time.Time, running bool) (count int) {
	c.t.Helper()
	for _, dir := range append(c.dirs, "/var/tmp/paso") {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Base(path) == "bin" {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			if strings.Contains(path, "/paso/") && strings.HasPrefix(path, "/tmp") && info.Mode().Perm()&0o077 != 0 && info.Mode()&fs.ModeSymlink == 0 {
				c.t.Errorf("%s has mode %v", path, info.Mode())
			}
			if !info.Mode().IsRegular() || path == c.paso {
				return nil
			}
			if running && filepath.Base(path) == "log" && strings.Contains(path, "/attempts/") {
				return nil // the bytes that the step itself printed, closed to others, until the run ends
			}
			text, err := os.ReadFile(path)
			count++
			c.clean(path, text)
			return err
		})
		if err != nil {
			c.t.Error(err)
		}
	}
	for _, pattern := range []string{"/tmp/*", "/var/tmp/*", "/dev/shm/*"} { // temporary files and dumps of a core, by whomever
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			info, err := os.Lstat(path)
			if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(since) || info.Size() > 64<<20 {
				continue
			}
			if text, err := os.ReadFile(path); err == nil {
				count++
				c.clean(path, text)
			}
		}
	}
	return count
}

// watch looks at the command lines of all processes, and at the environments of the harness's, until it is stopped.
func (c *canaryRun) watch() (stop func() (looked int)) {
	done, looked := make(chan struct{}), 0
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				looked += c.processes()
			}
		}
	})
	return func() int {
		close(done)
		watching.Wait()
		return looked
	}
}

func (c *canaryRun) processes() (looked int) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, name := range lines {
		line, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		looked++
		c.clean("command line "+name, line)
		if bytes.Contains(line, []byte("harness-")) || bytes.HasPrefix(line, []byte("script\x00")) || bytes.HasPrefix(line, []byte("sshd")) {
			environment, _ := os.ReadFile(filepath.Join(filepath.Dir(name), "environ"))
			c.clean("environment of "+string(line), environment)
		}
	}
	return looked
}

// TestCanariesOnTheScreen: a run at the terminal, on a real sshd.
func TestCanariesOnTheScreen(t *testing.T) {
	c := newCanaryRun(t)
	since := time.Now()
	stop := c.watch()
	x := ttytest.Start(t, 120, 36, c.env, c.paso, "--as", "Ana", "--ssh-config", c.server.SSHConfig, c.book)
	x.Sees("¿Qué hacemos?").Types(enter, "Etapa 1:").Types(enter, "espera una contraseña")
	during := c.files(since, true)
	x.Types(canaryTyped+enter, "S U C C E S S").Types("q", "paso show ")
	if code := x.Ends(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	c.clean("the bytes of the terminal", []byte(x.Wrote()))
	c.clean("the screen", []byte(x.Screen()))
	log, err := filepath.Glob(filepath.Join(c.dirs[0], "home/state/paso/runs/*/output/look.1.log"))
	if err != nil || len(log) != 1 {
		t.Fatalf("%v, %v", log, err)
	}
	if text, err := os.ReadFile(log[0]); err != nil || !bytes.Contains(text, []byte(", found 0")) || bytes.Contains(text, []byte("environment")) {
		t.Errorf("what the step saw of its host: %s, %v", text, err)
	}
	c.told("show")
	c.told("show", "--json")
	c.told("runs")
	c.told("report")
	after := c.files(since, false)
	t.Logf("%d forms of canaries; %d command lines, %d files during the run and %d after it; %d looks", len(canaries()), stop(), during, after, c.places)
}

// told runs another command of paso's and looks through what it says.
func (c *canaryRun) told(args ...string) {
	c.t.Helper()
	cmd := exec.Command(c.paso, args...)
	cmd.Env = c.env
	out, err := cmd.CombinedOutput()
	if err != nil || len(out) == 0 {
		c.t.Errorf("%v: %v\n%s", args, err, out)
	}
	c.clean(strings.Join(args, " "), out)
}

const canaryFails = `[[stage.step]]
id = "fail"
title = "Fallar"
success = "nunca"
secrets = ["TOKEN"]
run = '''
declare -p TOKEN
set -x
grep -q "$TOKEN" /dev/null
'''
`

// TestCanariesHeadless: the same without a screen, as GitHub runs it, with a umask that closes nothing, and a step that fails.
func TestCanariesHeadless(t *testing.T) {
	c := newCanaryRun(t)
	book, err := os.ReadFile(c.book)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(book), "[[stage.step]]\nid = \"ask\"")
	answers, summary := filepath.Join(c.dirs[0], "answers.toml"), filepath.Join(c.dirs[0], "summary.md")
	for path, text := range map[string]string{c.book: head + canaryFails, answers: "operator = \"Ana\"\non_failure = \"pause\"\n[confirm]\n\"*\" = true\n", summary: ""} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.env = append(c.env, "GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+summary)
	since := time.Now()
	stop := c.watch()
	cmd := exec.Command("sh", "-c", `umask 000; exec "$@"`, "sh", c.paso, "--headless", "--answers", answers, "--ssh-config", c.server.SSHConfig, c.book)
	cmd.Env = c.env
	out, err := cmd.CombinedOutput()
	if code := exitOf(err); code == exitOK || !bytes.Contains(out, []byte("found 0")) || !bytes.Contains(out, []byte("grep -q")) {
		t.Errorf("exit code %d: the run did not come to what it tests:\n%s", code, out)
	}
	c.clean("what it printed", out)
	c.told("show")
	after := c.files(since, true)
	t.Logf("%d command lines, %d files after it; %d looks", stop(), after, c.places)
}
