package checks

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is a clone with a bare origin: branch staging, one commit, pushed.
type repository struct {
	t           *testing.T
	dir, origin string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	base := t.TempDir()
	r := repository{t: t, dir: filepath.Join(base, "it's a\nclone"), origin: filepath.Join(base, "origin.git")}
	r.git(base, "init", "-q", "--bare", "-b", "staging", r.origin)
	r.git(base, "init", "-q", "-b", "staging", r.dir)
	r.in("remote", "add", "origin", r.origin)
	write(t, filepath.Join(r.dir, "CHANGELOG.md"), "one\n")
	r.in("add", ".")
	r.in("commit", "-q", "-m", "one")
	r.in("push", "-q", "-u", "origin", "staging")
	return r
}

func (r repository) in(args ...string) string { return r.git(r.dir, args...) }

func (r repository) git(dir string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@x",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@x")
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// elsewhere pushes a commit to staging from another clone.
func (r repository) elsewhere() {
	r.t.Helper()
	other := filepath.Join(r.t.TempDir(), "other")
	r.git(r.t.TempDir(), "clone", "-q", r.origin, other)
	r.git(other, "commit", "-q", "--allow-empty", "-m", "theirs")
	r.git(other, "push", "-q", "origin", "HEAD:staging")
}

func TestGitOnARealHost(t *testing.T) {
	all := Git{Branch: "staging", Clean: true, Upstream: "origin/staging", Tag: "v1", Pushed: true}
	tests := []struct {
		name     string
		before   func(repository)
		check    Git
		verdict  Verdict
		observed string
	}{
		{"all is as wanted", func(r repository) { r.in("tag", "-a", "v1", "-m", "x"); r.in("push", "-q", "origin", "v1") }, all, Passed, "staging en "},
		{"nothing in particular", nil, Git{}, Passed, "staging en "},
		{"other branch", func(r repository) { r.in("checkout", "-q", "-b", "develop") }, all, Failed, "rama develop"},
		{"no branch", func(r repository) { r.in("checkout", "-q", "--detach") }, all, Failed, "en ninguna rama (HEAD en "},
		{"changed", func(r repository) { write(r.t, filepath.Join(r.dir, "CHANGELOG.md"), "two\n") }, Git{Clean: true}, Failed,
			"archivos modificados: 1; el primero: M CHANGELOG.md"},
		{"untracked files do not matter", func(r repository) { write(r.t, filepath.Join(r.dir, ".env"), "x\n") }, Git{Clean: true}, Passed, ""},
		{"behind, though nothing was fetched", func(r repository) { r.elsewhere() }, Git{Upstream: "origin/staging"}, Failed, ", origin/staging en "},
		{"ahead", func(r repository) { r.in("commit", "-q", "--allow-empty", "-m", "mine") }, Git{Upstream: "origin/staging"}, Failed, "aquí "},
		{"no such branch there", nil, Git{Upstream: "origin/production"}, Failed, "el remoto no tiene origin/production"},
		{"a branch that ends alike", func(r repository) { r.in("push", "-q", "origin", "HEAD:refs/heads/x/refs/heads/production") },
			Git{Upstream: "origin/production"}, Failed, "el remoto no tiene"},
		{"no such tag", nil, all, Failed, "no existe la etiqueta v1"},
		{"tag here", func(r repository) { r.in("tag", "v1") }, Git{Tag: "v1"}, Passed, ""},
		{"tag not pushed", func(r repository) { r.in("tag", "v1") }, Git{Tag: "v1", Pushed: true}, Failed, "no está en origin"},
		{"tag moved", func(r repository) {
			r.in("tag", "v1")
			r.in("push", "-q", "origin", "v1")
			r.in("commit", "-q", "--allow-empty", "-m", "mine")
			r.in("tag", "-f", "v1")
		}, Git{Tag: "v1", Pushed: true}, Failed, "es otra: aquí "},
		{"no such remote", nil, Git{Upstream: "upstream/staging"}, Unobservable, "el remoto upstream no responde"},
		{"remote is gone", func(r repository) { r.in("remote", "set-url", "origin", "http://ana:hunter2@127.0.0.1:1/x.git") },
			Git{Upstream: "origin/staging"}, Unobservable, "el remoto origin no responde"},
		{"awkward names", func(r repository) { r.in("tag", "it's"); r.in("push", "-q", "origin", "it's") }, Git{Tag: "it's", Pushed: true}, Passed, ""},
		{"pushed without a tag", nil, Git{Pushed: true}, Unobservable, "mal escrita"},
		{"upstream without a remote", nil, Git{Upstream: "staging"}, Unobservable, "mal escrita"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepository(t)
			if tt.before != nil {
				tt.before(r)
			}
			before := fingerprint(t, r.dir)
			w := newBashWorld(t)
			w.state, w.dir = hostile, r.dir
			tt.check.Dir = r.dir
			result := observe(t, tt.check, w)
			want(t, result, tt.verdict, tt.observed)
			if strings.Contains(result.Evidence+spanish(t, result.Observed), "hunter2") {
				t.Errorf("evidence %q", result.Evidence)
			}
			if after := fingerprint(t, r.dir); after != before {
				t.Errorf("the check changed the repository:\n%s\n%s", before, after)
			}
		})
	}
}

// fingerprint lists the files of a repository with sizes and times of change.
func fingerprint(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		b.WriteString(path + " " + info.ModTime().String() + "\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGitThatIsNone(t *testing.T) {
	w := newBashWorld(t)
	want(t, observe(t, Git{Dir: filepath.Join(w.dir, "none")}, w), Failed, "no existe el directorio")
	want(t, observe(t, Git{Dir: w.dir}, w), Unobservable, "not a git repository")
	want(t, observe(t, Git{}, w), Unobservable, "mal escrita")
	w.state = "PATH=" + w.bin
	want(t, observe(t, Git{Dir: w.dir}, w), Unobservable, "Falta git")
}

func FuzzParseGit(f *testing.F) {
	const id = "1234567890123456789012345678901234567890"
	f.Add("tree\nbranch staging\nhead " + id + "\nchanged  M a\ntag " + id + "\nasked\nref " + id + "\trefs/heads/staging\n")
	f.Add("trouble missing\nunreachable x\n")
	f.Add("tree\nhead zzz\ntag fatal: no\n")
	f.Fuzz(func(t *testing.T, text string) {
		seen := parseGit(text)
		for ref, object := range seen.remote {
			if !strings.HasPrefix(ref, "refs/") || objectName(object) == "" {
				t.Fatalf("%q %q", ref, object)
			}
		}
		if short(seen.head) != "" && len(short(seen.head)) != 8 {
			t.Fatal(seen.head)
		}
	})
}
