package sandbox

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The application of the procedure in small: the code that is deployed, and two commits that wait at the origin.
//
//go:embed all:app
var application embed.FS

// revision is a commit of the origin.
type revision struct {
	tree    string   // directory of the embedded application that is laid over the work tree
	paths   []string // what of it the commit takes in
	message string
	author  string
	age     time.Duration
}

const day = 24 * time.Hour

// history are the commits, oldest first. The first `deployed` of them are on the server already.
func history() (commits []revision, deployed int) {
	return []revision{
		{"base", []string{".gitignore", "manage.py", "iact", "apps/__init__.py", "apps/core", "requirements.txt"}, "iact-backend: project, settings and health check (#12)", "Luis Ortega", 21 * day},
		{"base", []string{"apps/permissions"}, "permissions: model and seed (#19)", "Marta Vidal", 16 * day},
		{"base", []string{"static", "docs"}, "static files, place for deployment reports (#24)", "Luis Ortega", 12 * day},
		{"base", []string{"tests"}, "smoke tests (#29)", "Marta Vidal", 9 * day},
		{"base", []string{"."}, "release 1.3.0 (#33)", "Luis Ortega", 7 * day},
		{"describe", []string{"."}, "permissions: add description (#41)", "Marta Vidal", 2 * day},
		{"release", []string{"."}, "release 1.4.0: new colours, redis in requirements (#42)", "Luis Ortega", 20 * time.Hour},
	}, 5
}

// lastDeployment names the tag of the deployment before this one, as an earlier run of the procedure left it.
func lastDeployment(now time.Time) string {
	return "staging-deploy-" + now.Add(-7*day).Format("20060102-1504")
}

// gitConfig keeps git to itself: no signing, no hooks, no pager, nothing of the machine's own configuration.
const gitConfig = `[user]
	name = Deploy Bot
	email = deploy@iact.example.com
[init]
	defaultBranch = main
[core]
	hooksPath = /dev/null
	pager = cat
[commit]
	gpgSign = false
[tag]
	gpgSign = false
[gc]
	auto = 0
[maintenance]
	auto = false
[advice]
	detachedHead = false
`

// buildRepository makes the bare origin with all commits, and the working copy one deployment behind it.
func buildRepository(ctx context.Context, l layout, now time.Time) error {
	dev := l.at("srv", "dev", "iact-backend")
	if err := os.MkdirAll(dev, 0o755); err != nil {
		return err
	}
	g := gitIn{layout: l, dir: dev, now: now}
	if err := errors.Join(g.run(ctx, "init", "-q"), g.run(ctx, "symbolic-ref", "HEAD", "refs/heads/staging")); err != nil {
		return err // init -b is too new for some
	}
	commits, deployed := history()
	for i, commit := range commits {
		if err := g.commit(ctx, commit); err != nil {
			return err
		}
		if i == deployed-1 {
			if err := g.release(ctx); err != nil {
				return err
			}
		}
	}
	if err := g.run(ctx, "push", "-q", "origin", "staging"); err != nil {
		return err
	}
	return os.RemoveAll(l.at("srv", "dev"))
}

// gitIn runs git in a directory, with nothing of the user's environment or configuration.
type gitIn struct {
	layout
	dir string
	now time.Time
}

func (g gitIn) commit(ctx context.Context, r revision) error {
	if err := layOver(g.dir, r.tree); err != nil {
		return err
	}
	if err := g.run(ctx, append([]string{"add", "--"}, r.paths...)...); err != nil {
		return err
	}
	date := g.now.Add(-r.age).Format(time.RFC3339)
	mail := strings.ToLower(strings.ReplaceAll(r.author, " ", ".")) + "@iact.example.com"
	return g.runEnv(ctx, []string{"GIT_AUTHOR_NAME=" + r.author, "GIT_AUTHOR_EMAIL=" + mail, "GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date},
		"commit", "-q", "-m", r.message)
}

// release publishes what is there so far and clones it to where the application runs.
func (g gitIn) release(ctx context.Context) error {
	tag := lastDeployment(g.now)
	for _, args := range [][]string{
		{"init", "-q", "--bare", g.origin()},
		{"-C", g.origin(), "symbolic-ref", "HEAD", "refs/heads/main"},
		{"remote", "add", "origin", g.origin()},
		{"tag", "-a", tag, "-m", "Deployment staging " + g.now.Add(-7*day).Format(time.DateOnly)},
		{"push", "-q", "origin", "staging", "staging:main", tag},
		{"clone", "-q", "-b", "staging", g.origin(), g.app()},
	} {
		if err := g.run(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

func (g gitIn) run(ctx context.Context, args ...string) error { return g.runEnv(ctx, nil, args...) }

func (g gitIn) runEnv(ctx context.Context, env []string, args ...string) error {
	command := exec.CommandContext(ctx, "git", args...)
	command.Dir = g.dir
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + g.home(), "GIT_CONFIG_GLOBAL=" + g.gitConfig(), "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C"}, env...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if err := command.Run(); err != nil {
		return fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(out.String()))
	}
	return nil
}

// layOver writes a tree of the embedded application over a directory. A leading dot is not in the embedded names.
func layOver(dir, tree string) error {
	root := "app/" + tree
	return fs.WalkDir(application, root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(strings.TrimPrefix(path, root), "/")
		if name == "gitignore" {
			name = ".gitignore"
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		data, err := application.ReadFile(path)
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if name == "manage.py" {
			mode = 0o755
		}
		return os.WriteFile(target, data, mode)
	})
}
