package runbook

// Check is a question to the world with the answer that is wanted. Exactly one of
// the kind keys (Output … Command) is set; the others that it may carry depend on
// the kind, and the schema refuses those of another kind.
type Check struct {
	Title string `toml:"title"` // default: a phrase of its kind

	// Kinds.
	Output  *string  `toml:"output"`  // pattern over the step's output; absent = true: must not match
	File    *string  `toml:"file"`    // path: absent, min_size, last_line
	Unit    *string  `toml:"unit"`    // systemd unit: state ("active", default, or "inactive"), stable
	Process *string  `toml:"process"` // extended regexp over command lines; absent
	HTTP    *string  `toml:"http"`    // URL: status (200), max_latency, body, here, within
	Disk    *string  `toml:"disk"`    // path: free
	Tool    *string  `toml:"tool"`    // name: version (">= 2")
	Git     *string  `toml:"git"`     // directory: branch, clean, upstream, tag, pushed
	Env     []string `toml:"env"`     // names of exported variables, present and not empty
	Log     *string  `toml:"log"`     // file, or journal = true for a unit: pattern (must not occur), since
	Command *string  `toml:"command"` // bash: exit (0), pattern, absent

	// Parameters.
	Absent     bool     `toml:"absent"`
	MinSize    string   `toml:"min_size"` // "1B", "2GiB"
	LastLine   string   `toml:"last_line"`
	State      string   `toml:"state"`
	Stable     Duration `toml:"stable"`
	Status     int      `toml:"status"`
	MaxLatency Duration `toml:"max_latency"`
	Body       string   `toml:"body"`
	Here       bool     `toml:"here"`   // asked from paso's machine, not from the target
	Within     Duration `toml:"within"` // tried again until then
	Free       string   `toml:"free"`
	Version    string   `toml:"version"`
	Branch     string   `toml:"branch"`
	Clean      bool     `toml:"clean"`
	Upstream   string   `toml:"upstream"`
	Tag        string   `toml:"tag"`
	Pushed     bool     `toml:"pushed"`
	Journal    bool     `toml:"journal"`
	Pattern    string   `toml:"pattern"`
	Since      string   `toml:"since"` // step: only what was written after its start
	Exit       *int     `toml:"exit"`
	Timeout    Duration `toml:"timeout"`

	Line int `toml:"-"`
}
