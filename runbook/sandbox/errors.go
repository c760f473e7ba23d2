package sandbox

// problem is an error for the operator: an id of the catalogue, what fills its text, and the same in English for logs.
type problem struct {
	id   string
	args map[string]string
	text string
	err  error
}

func (p *problem) Error() string {
	if p.err != nil {
		return p.text + ": " + p.err.Error()
	}
	return p.text
}

func (p *problem) Unwrap() error { return p.err }

// Message names the text of the catalogue which tells the operator about it.
func (p *problem) Message() (id string, args map[string]string) { return p.id, p.args }

func needsLinux(system string) error {
	return &problem{id: "sandbox.needs-linux", args: map[string]string{"System": system}, text: "the demo server needs linux, not " + system}
}

func missingTools(tools string) error {
	return &problem{id: "sandbox.missing-tools", args: map[string]string{"Tools": tools}, text: "the demo server needs " + tools}
}

func notEmpty(dir string) error {
	return &problem{id: "sandbox.not-empty", args: map[string]string{"Dir": dir}, text: "directory " + dir + " is not empty"}
}

func notABox(dir string) error {
	return &problem{id: "sandbox.not-a-box", args: map[string]string{"Dir": dir}, text: "directory " + dir + " holds no demo server"}
}

func busy(dir string) error {
	return &problem{id: "sandbox.busy", args: map[string]string{"Dir": dir}, text: "demo server " + dir + " is used by another paso"}
}

func cannotBuild(dir string, err error) error {
	return &problem{id: "sandbox.cannot-build", args: map[string]string{"Dir": dir, "Why": err.Error()}, text: "build demo server in " + dir, err: err}
}

func cannotServe(err error) error {
	return &problem{id: "sandbox.cannot-serve", args: map[string]string{"Why": err.Error()}, text: "start demo server", err: err}
}

func survivors(dir, pids string) error {
	return &problem{id: "sandbox.survivors", args: map[string]string{"Dir": dir, "Pids": pids}, text: "processes " + pids + " of demo server " + dir + " do not end"}
}
