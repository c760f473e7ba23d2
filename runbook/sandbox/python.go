package sandbox

import (
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// pythonVersion is the interpreter of the box.
const pythonVersion = "3.11.2"

// python is the interpreter, as far as the procedure uses it: manage.py, -m, and a few lines about the application.
func python(c *call) int {
	args := c.args
	for len(args) > 0 && (args[0] == "-u" || args[0] == "-B" || args[0] == "-W" || args[0] == "-I") {
		args = args[1:]
	}
	if len(args) == 0 {
		return c.pythonCode(c.readAll())
	}
	switch {
	case args[0] == "--version" || args[0] == "-V":
		c.print("Python %s\n", pythonVersion)
		return 0
	case args[0] == "-c" && len(args) > 1:
		return c.pythonCode(args[1])
	case args[0] == "-m" && len(args) > 1:
		return c.pythonModule(args[1], args[2:])
	case filepath.Base(args[0]) == "manage.py":
		return c.django(args[0], args[1:])
	case args[0] == "-":
		return c.pythonCode(c.readAll())
	default:
		c.complain("python: can't open file '%s': [Errno 2] No such file or directory", filepath.Join(c.directory(), args[0]))
		return exitUsage
	}
}

func (c *call) pythonModule(module string, args []string) int {
	other := *c
	other.args = args
	switch module {
	case "pip":
		return pip(&other)
	case "pytest":
		return pytest(&other)
	case "gunicorn":
		return gunicornCommand(&other)
	case "celery":
		return celeryCommand(&other)
	default:
		c.complain("%s: No module named %s", c.path, module)
		return exitFailed
	}
}

func (c *call) readAll() string {
	raw, err := io.ReadAll(c.in)
	if err != nil {
		return ""
	}
	return string(raw)
}

// pythonCode understands what people ask of the application: its version, and how many rows a model has.
func (c *call) pythonCode(code string) int {
	form := regexp.MustCompile(`^print\((.*)\)$`)
	for i, line := range strings.FieldsFunc(code, func(r rune) bool { return r == '\n' || r == ';' }) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "from ") {
			continue
		}
		match := form.FindStringSubmatch(line)
		text, ok := "", false
		if match != nil {
			text, ok = c.evaluate(match[1])
		}
		if !ok {
			c.complain("Traceback (most recent call last):\n  File \"<string>\", line %d, in <module>\nNameError: the demo server does not understand: %s", i+1, line)
			return exitFailed
		}
		c.print("%s\n", text)
	}
	return 0
}

// evaluate gives the value of a literal, an f-string, iact.__version__ or Model.objects.count().
func (c *call) evaluate(expression string) (string, bool) {
	expression = strings.TrimSpace(expression)
	if inner, ok := strings.CutPrefix(expression, "f"); ok && len(inner) >= 2 && (inner[0] == '"' || inner[0] == '\'') {
		good := true
		text := regexp.MustCompile(`\{([^{}]*)\}`).ReplaceAllStringFunc(inner[1:len(inner)-1], func(part string) string {
			value, ok := c.evaluate(part[1 : len(part)-1])
			good = good && ok
			return value
		})
		return text, good
	}
	if n := len(expression); n >= 2 && (expression[0] == '"' || expression[0] == '\'') && expression[n-1] == expression[0] {
		return expression[1 : n-1], true
	}
	if match := regexp.MustCompile(`^(\w+)\.objects\.(?:all\(\)\.)?count\(\)$`).FindStringSubmatch(expression); match != nil {
		return c.count(match[1])
	}
	if expression == "iact.__version__" {
		version, err := readVersion(c.directory())
		return version, err == nil
	}
	if regexp.MustCompile(`^\d+$`).MatchString(expression) {
		return expression, true
	}
	return "", false
}

func (c *call) count(model string) (string, bool) {
	name, known := map[string]string{"Permission": "permissions_permission", "User": "auth_user", "Session": "django_session"}[model]
	db, err := load[database](c.box.databaseFile())
	if err != nil || !known {
		return "", false
	}
	t, err := db.table(name)
	return itoa(len(t.Rows)), err == nil
}

// gunicornCommand and celeryCommand answer for their versions; the services themselves are daemons of the box.
func gunicornCommand(c *call) int { return c.serviceCommand("gunicorn (version 20.1.0)") }

func celeryCommand(c *call) int {
	if slices.Contains(c.args, "inspect") || slices.Contains(c.args, "status") {
		kind, _ := kindOf(unitCelery)
		if c.look(kind).active != active {
			c.complain("Error: No nodes replied within time constraint.")
			return 69
		}
		c.print("->  celery@%s: OK\n        pong\n\n1 node online.\n", hostname)
		return 0
	}
	return c.serviceCommand("5.2.6 (dawn-chorus)")
}

func (c *call) serviceCommand(version string) int {
	if c.has("--version", "-v") {
		c.print("%s\n", version)
		return 0
	}
	c.complain("Error: this service is run by systemd on this server: sudo systemctl start %s", c.name)
	return exitUsage
}
