package sandbox

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// smokeTest is a test of the work tree and what it asks of the application.
type smokeTest struct {
	file, name string
	path       string // "" where we do not know what it asks: it passes
}

// smokePaths maps the tests of tests/smoke to the URLs that they get; each wants 200.
func smokePaths() map[string]string {
	return map[string]string{
		"test_health": "/api/health/", "test_status": "/api/v1/status/", "test_auth_health": "/api/v1/auth/health/",
		"test_permissions": "/api/v1/permissions/", "test_admin_login_page": "/admin/login/",
	}
}

// pytest collects the tests of the work tree and really asks the application.
func pytest(c *call) int {
	if c.has("--version", "-V") {
		c.print("pytest 7.2.1\n")
		return 0
	}
	if c.fails() {
		if err := breakApp(c.box, c.step, faultAuth); err != nil {
			c.complain("pytest: %v", err)
		}
	}
	var roots []string
	for _, arg := range c.args {
		if !strings.HasPrefix(arg, "-") {
			roots = append(roots, arg)
		}
	}
	if len(roots) == 0 {
		roots = []string{"tests"}
	}
	c.pace(700)
	verbose := c.has("-v", "-vv", "--verbose")
	c.print("%s\nplatform linux -- Python %s, pytest-7.2.1, pluggy-1.0.0+repack", banner("test session starts"), pythonVersion)
	if verbose {
		c.print(" -- %s\ncachedir: .pytest_cache", filepath.Join(c.box.venv(), "bin", "python"))
	}
	c.print("\nrootdir: %s\n", c.directory())
	tests, err := collectTests(c.directory(), roots)
	if err != nil {
		c.print("collected 0 items\n\n%s\nERROR: file or directory not found: %s\n\n", banner("no tests ran in 0.01s"), strings.Join(roots, " "))
		return 4
	}
	c.print("collected %d items\n\n", len(tests))
	return c.runTests(tests)
}

func (c *call) runTests(tests []smokeTest) int {
	base := strings.TrimSuffix(c.env("SMOKE_BASE_URL"), "/")
	if base == "" {
		base = c.config.appURL()
	}
	started := c.now()
	var failures, summary []string
	for i, test := range tests {
		c.pace(350)
		why := test.run(base)
		verdict := "PASSED"
		if why != "" {
			verdict = "FAILED"
			failures = append(failures, underlined(test.name)+"\n\n    def "+test.name+"():\n>       r = get(\""+test.path+"\")\nE       "+why+"\n\n"+test.file+": AssertionError")
			summary = append(summary, "FAILED "+test.file+"::"+test.name+" - "+why)
		}
		c.print("%-72s [%3d%%]\n", test.file+"::"+test.name+" "+verdict, (i+1)*100/len(tests))
	}
	took := c.now().Sub(started).Seconds()
	passed := len(tests) - len(failures)
	if len(failures) == 0 {
		c.print("\n%s\n", banner(fmt.Sprintf("%d passed in %.2fs", passed, took)))
		return 0
	}
	c.print("\n%s\n%s\n%s\n%s\n", banner("FAILURES"), strings.Join(failures, "\n"), banner("short test summary info"), strings.Join(summary, "\n"))
	c.print("%s\n", banner(fmt.Sprintf("%d failed, %d passed in %.2fs", len(failures), passed, took)))
	return exitFailed
}

// run gives why the test fails, "" if it passes.
func (t smokeTest) run(base string) string {
	if t.path == "" {
		return ""
	}
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(base + t.path)
	if err != nil {
		return "requests.exceptions.ConnectionError: " + strings.TrimPrefix(err.Error(), "Get ")
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Sprintf("assert %d == 200", response.StatusCode)
	}
	return ""
}

// collectTests finds the test functions below files or directories of the work tree.
func collectTests(dir string, roots []string) ([]smokeTest, error) {
	form := regexp.MustCompile(`(?m)^def (test_\w+)\(`)
	var tests []smokeTest
	for _, root := range roots {
		if !filepath.IsAbs(root) {
			root = filepath.Join(dir, root)
		}
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasPrefix(entry.Name(), "test_") || filepath.Ext(path) != ".py" {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			for _, match := range form.FindAllStringSubmatch(string(source), -1) {
				tests = append(tests, smokeTest{file: name, name: match[1], path: smokePaths()[match[1]]})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return slices.Clip(tests), nil
}

const pytestWidth = 80

func banner(title string) string {
	space := pytestWidth - len(title) - 2
	return strings.Repeat("=", max(space/2, 1)) + " " + title + " " + strings.Repeat("=", max(space-space/2, 1))
}

func underlined(title string) string {
	return strings.ReplaceAll(banner(title), "=", "_")
}
