package sandbox

import (
	"bufio"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// packages are the installed distributions and their versions, by lower-case name.
type packages map[string]distribution

type distribution struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

func seedPackages() packages {
	all := packages{}
	for name, version := range map[string]string{
		"Django": "3.2.19", "djangorestframework": "3.14.0", "psycopg2": "2.9.5", "gunicorn": "20.1.0", "celery": "5.2.6",
		"pytest": "7.2.1", "requests": "2.28.1", "kombu": "5.2.4", "pip": "23.0.1", "setuptools": "66.1.1",
	} {
		all[strings.ToLower(name)] = distribution{name, version}
	}
	return all
}

// available is what the index offers beyond what is installed.
func available(name string) (distribution, bool) {
	d, ok := packages{"redis": {"redis", "5.2.1"}, "pip": {"pip", "24.3.1"}}[strings.ToLower(name)]
	return d, ok
}

// pip keeps the virtual environment of the box.
func pip(c *call) int {
	verb, requirements, files := "", []string(nil), []string(nil)
	for i := 0; i < len(c.args); i++ {
		arg := c.args[i]
		switch {
		case arg == "--retries" || arg == "--timeout" || arg == "-i" || arg == "--index-url" || arg == "--progress-bar":
			i++
		case (arg == "-r" || arg == "--requirement") && i+1 < len(c.args):
			i++
			files = append(files, c.args[i])
		case strings.HasPrefix(arg, "-"):
		case verb == "":
			verb = arg
		default:
			requirements = append(requirements, arg)
		}
	}
	switch {
	case c.has("--version", "-V"):
		c.print("pip 24.3.1 from %s/lib/python3.11/site-packages/pip (python 3.11)\n", c.box.venv())
		return 0
	case verb == "list" || verb == "freeze":
		return c.listPackages(verb)
	case verb == "install":
		return c.install(requirements, files)
	case verb == "check":
		c.print("No broken requirements found.\n")
		return 0
	default:
		c.complain("ERROR: unknown command \"%s\"", verb)
		return exitFailed
	}
}

func (c *call) listPackages(verb string) int {
	c.pace(500)
	all, err := load[packages](c.box.packagesFile())
	if err != nil {
		c.complain("ERROR: %v", err)
		return exitFailed
	}
	if verb == "list" {
		c.print("%-19s %s\n%s %s\n", "Package", "Version", strings.Repeat("-", 19), "-------")
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if verb == "list" {
			c.print("%-19s %s\n", all[key].Name, all[key].Version)
		} else {
			c.print("%s==%s\n", all[key].Name, all[key].Version)
		}
	}
	return 0
}

// install satisfies requirements one by one. A requirements file is where it fails, if it is to.
func (c *call) install(requirements, files []string) int {
	upgrade := c.has("--upgrade", "-U")
	for _, requirement := range requirements {
		if code := c.require(requirement, "", upgrade); code != 0 {
			return code
		}
	}
	for _, name := range files {
		if !filepath.IsAbs(name) {
			name = filepath.Join(c.directory(), name)
		}
		file, err := os.Open(name)
		if err != nil {
			c.complain("ERROR: Could not open requirements file: [Errno 2] No such file or directory: '%s'", name)
			return exitFailed
		}
		lines := bufio.NewScanner(file)
		for n := 1; lines.Scan(); n++ {
			line := strings.TrimSpace(lines.Text())
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if code := c.require(line, " (from -r requirements.txt (line "+itoa(n)+"))", upgrade); code != 0 {
				_ = file.Close()
				return code
			}
		}
		_ = file.Close()
		if c.fails() {
			return c.noMatch("redis>=4")
		}
	}
	return 0
}

func (c *call) noMatch(requirement string) int {
	c.complain("ERROR: Could not find a version that satisfies the requirement %s (from versions: none)\nERROR: No matching distribution found for %s", requirement, requirement)
	return exitFailed
}

func (c *call) require(requirement, from string, upgrade bool) int {
	name := requirement
	if at := strings.IndexAny(requirement, "<>=!~[ "); at >= 0 {
		name = requirement[:at]
	}
	c.pace(350)
	code := 0
	err := update(c.box.packagesFile(), func(all *packages) error {
		installed, ok := (*all)[strings.ToLower(name)]
		offered, better := available(name)
		if ok && (!upgrade || !better || offered == installed) {
			c.print("Requirement already satisfied: %s in ./venv/lib/python3.11/site-packages%s (%s)\n", requirement, from, installed.Version)
			return nil
		}
		if !better || c.fails() && from != "" {
			code = c.noMatch(requirement)
			return nil
		}
		c.print("Collecting %s%s\n", requirement, from)
		c.slowly(400, "  Downloading "+offered.Name+"-"+offered.Version+"-py3-none-any.whl (261 kB)")
		if ok {
			c.slowly(250, "Attempting uninstall: "+installed.Name, "    Found existing installation: "+installed.Name+" "+installed.Version)
		}
		c.slowly(500, "Installing collected packages: "+offered.Name, "Successfully installed "+offered.Name+"-"+offered.Version)
		(*all)[strings.ToLower(name)] = offered
		return nil
	})
	if err != nil {
		c.complain("ERROR: %v", err)
		return exitFailed
	}
	return code
}
