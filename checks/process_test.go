package checks

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// start runs a process under another name until the test ends.
func start(t *testing.T, name string) {
	t.Helper()
	cmd := exec.Command("sleep", "600")
	cmd.Args[0] = name
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // it was killed, and says so
	})
}

func TestProcessOnARealHost(t *testing.T) {
	w := newBashWorld(t)
	name := fmt.Sprintf("paso-check-%d", os.Getpid())
	for _, state := range []string{"", hostile} {
		w.state = state
		absent := Process{Pattern: name + "-(web|worker)", Absent: true}
		want(t, observe(t, absent, w), Passed, "ninguno")
		want(t, observe(t, Process{Pattern: absent.Pattern}, w), Failed, "ninguno")
		t.Run("running", func(t *testing.T) {
			start(t, name+"-web: master\n[it's] ")
			start(t, name+"-worker")
			r := observe(t, absent, w)
			want(t, r, Failed, "procesos: 2; el primero: ")
			want(t, r, Failed, name+"-web: master [it's]  600")
			want(t, observe(t, Process{Pattern: name + `-worker 600$`}, w), Passed, "procesos: 1")
			absent.Ignore = name + "-w"
			want(t, observe(t, absent, w), Passed, "ninguno")
		})
	}
}

// TestProcessNeverFindsItself looks for a directory that the command line of the looking shell holds, and no other.
func TestProcessNeverFindsItself(t *testing.T) {
	w := newBashWorld(t)
	own := regexp.QuoteMeta(filepath.Dir(w.bin))
	inTable := false
	run := w.run
	w.run = func(script string) (Output, error) {
		out, err := run(script)
		inTable = regexp.MustCompile(own).Match(out.Stdout)
		return out, err
	}
	want(t, observe(t, Process{Pattern: own, Absent: true}, w), Passed, "ninguno")
	if !inTable {
		t.Error("the shell was not in the table; this test shows nothing")
	}
}

// TestProcessThatGoesWhileItIsRead has every process end after the first piece of its command line was read: bash then leaves
// the variable of read as it was, for ever. The looking shell gives up after too many tries, where it would never end.
func TestProcessThatGoesWhileItIsRead(t *testing.T) {
	const gone = `tries=0
read() {
  if [[ $2 == -d && -n $arg ]]; then
    ((++tries < 100000)) || { echo endless; exit 9; }
    return 1
  fi
  builtin read "$@"
}
`
	script, err := compose("process")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("bash", "--norc", "-c", gone+script).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "self ") {
		t.Fatalf("%v\n%s", err, out)
	}
}

func TestProcessTable(t *testing.T) {
	const table = "self 50\n1 0 /sbin/init\n10 1 sshd: deploy\n50 10 bash gunicorn\n60 50 cat gunicorn\n61 60 gunicorn\n" +
		"70 1 gunicorn: master\n71 70 gunicorn: worker\n80 2 \n"
	tests := []struct {
		name     string
		check    Process
		text     string
		verdict  Verdict
		observed string
	}{
		{"neither self nor above nor below", Process{Pattern: "gunicorn|sshd", Absent: true}, table, Failed, "procesos: 2; el primero: 70 gunicorn: master"},
		{"process 1 may be the service", Process{Pattern: "init"}, table, Passed, "1 /sbin/init"},
		{"kernel threads have no command line", Process{Pattern: "^$", Absent: true}, "self 3\n3 1 bash\n2 0 kthreadd\n", Passed, "ninguno"},
		{"hidden", Process{Pattern: "celery", Absent: true}, table + "hidden\n", Unobservable, "oculta"},
		{"hidden, but seen", Process{Pattern: "gunicorn", Absent: true}, table + "hidden\n", Failed, "procesos: 2"},
		{"nothing to read", Process{Pattern: "celery", Absent: true}, "self 4\n", Unobservable, "/proc"},
		{"circle", Process{Pattern: "b", Absent: true}, "self 7\n7 8 a\n8 7 a\n9 10 a\n10 9 a\n", Passed, "ninguno"},
		{"bad pattern", Process{Pattern: "("}, table, Unobservable, "mal escrita"},
		{"bad ignore", Process{Pattern: "a", Ignore: "("}, table, Unobservable, "mal escrita"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want(t, observe(t, tt.check, printing(tt.text)), tt.verdict, tt.observed)
		})
	}
}

func TestProcessTooMany(t *testing.T) {
	w := answering(Output{Stdout: []byte("self 1\n2 1 a\n"), Truncated: true})
	want(t, observe(t, Process{Pattern: "b", Absent: true}, w), Unobservable, "cortada")
}

func FuzzParseProcesses(f *testing.F) {
	f.Add("self 50\n50 10 bash\n60 50 a b\nhidden\n")
	f.Add("self 7\n7 8 a\n8 7 a\n")
	f.Fuzz(func(t *testing.T, text string) {
		table := parseProcesses(text)
		for _, p := range table.others() {
			if p.pid <= 0 || p.pid == table.self && p.pid > 1 {
				t.Fatalf("%+v in %+v", p, table)
			}
		}
	})
}
