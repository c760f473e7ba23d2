package runbook

import (
	"time"
)

// Runbook is a procedure as its file says it: what is done, where, by whom,
// what must hold before, during and after, and how to go back. It is read once
// per run and never changes; what happens is in [Run].
type Runbook struct {
	ID         string    `toml:"id"`
	Title      string    `toml:"title"`
	Version    string    `toml:"version"`
	Language   string    `toml:"language"` // "es" or "en": of the report, and of the screen unless told otherwise
	Kind       string    `toml:"kind"`
	Category   string    `toml:"category"`
	Status     string    `toml:"status"`
	Frequency  string    `toml:"frequency"`
	Owner      string    `toml:"owner"`
	Created    time.Time `toml:"created"`
	Reviewed   time.Time `toml:"reviewed"`
	NextReview time.Time `toml:"next_review"` // past it the run says that the review is overdue

	About         About             `toml:"about"`
	Vars          []Var             `toml:"-"` // in the order of the file; see [Var]
	Targets       map[string]Target `toml:"targets"`
	Lock          LockSpec          `toml:"lock"`
	Clocks        map[string]Clock  `toml:"clocks"`
	Roles         map[string]string `toml:"roles"` // id to title: devops = "DevOps"
	People        []Person          `toml:"people"`
	RACI          []Activity        `toml:"raci"`
	Prerequisites []Prerequisite    `toml:"prerequisite"`
	Stages        []Stage           `toml:"stage"`
	Rollback      Rollback          `toml:"rollback"`
	Validation    Validation        `toml:"validation"`
	Criteria      []Criterion       `toml:"criterion"`
	Report        ReportSpec        `toml:"report"`
	Notices       map[string]Notice `toml:"notify"`
	Artefacts     []Artefact        `toml:"artefact"`
	Risks         []Risk            `toml:"risk"`
	Contacts      []Contact         `toml:"contact"`
	FollowUps     []FollowUp        `toml:"followup"`
	References    []Reference       `toml:"reference"`
	Endpoints     []Endpoint        `toml:"endpoint"`
	Approvals     []DocApproval     `toml:"approval"` // section 14: of the procedure itself
}

// About is what the procedure says of itself (sections 1, 2, 3.2, 11, 12.2, 13, annexes A and B).
type About struct {
	Purpose    string    `toml:"purpose"`
	Problems   []string  `toml:"problems"`
	Benefits   []string  `toml:"benefits"`
	Includes   []string  `toml:"includes"`
	Excludes   []string  `toml:"excludes"` // 2.2: confirmed by a person when a run starts
	When       []string  `toml:"when"`
	Profiles   []Profile `toml:"profile"`
	Before     []string  `toml:"before"` // 11.1
	During     []string  `toml:"during"` // 11.2
	After      []string  `toml:"after"`  // 11.3
	Tools      []string  `toml:"tools"`  // 12.1
	Automation string    `toml:"automation"`
	Changes    []Change  `toml:"change"`
	Upcoming   []string  `toml:"upcoming"`
	Quick      Quick     `toml:"quick"`
	Estimate   string    `toml:"estimate"` // annex B, in words
}

// Profile is what somebody in a role has to know (3.2).
type Profile struct {
	Role   string   `toml:"role"`
	Skills []string `toml:"skills"`
}

// Change is an entry of the control of changes (13).
type Change struct {
	Version string    `toml:"version"`
	Date    time.Time `toml:"date"`
	Text    []string  `toml:"text"`
}

// Quick is the short checklist of annex A.
type Quick struct {
	Before []string `toml:"before"`
	During []string `toml:"during"`
	After  []string `toml:"after"`
}

// Var is a shell variable of every script, fixed once per run. In the file it is
// either a string, whose $NAME and ${NAME} are expanded from earlier variables,
// or a table with one of command, ask, env.
type Var struct {
	Name       string
	Value      string // literal, with references to earlier variables
	Command    string // evaluated once on the target, then recorded
	Ask        string // question for the operator when nothing else gives the value
	Env        string // variable of paso's own environment that gives it
	Default    string // offered as the answer of Ask, and taken where nobody is there to answer
	HasDefault bool   // Default may be the empty string: the value may be left out
	Secret     bool   // never recorded nor shown; only steps that name it get it
	Line       int
}

// Target is a place where scripts run.
type Target struct {
	SSH   string            `toml:"ssh"`   // a Host of ssh_config, or [user@]host[:port]
	Local bool              `toml:"local"` // instead of SSH: this machine
	Tools []string          `toml:"tools"` // preflight: "git >= 2", "curl"
	Free  map[string]string `toml:"free"`  // preflight: path to size, "$BACKUPS" = "2GiB"
}

// LockSpec names the deployment lock on the target (10.2, concurrent deployment).
type LockSpec struct {
	Name string `toml:"name"`
	Dir  string `toml:"dir"` // default /var/tmp/paso
}

// Clock is a stopwatch with a budget. Without From it runs with the run; a clock
// named "rollback" without From runs with the rollback.
type Clock struct {
	Title  string   `toml:"title"`
	From   string   `toml:"from"`  // step whose start starts it
	Until  []string `toml:"until"` // steps of which the first to pass stops it
	Budget Duration `toml:"budget"`
}

// Person is somebody who can hold a role in a run.
type Person struct {
	Name  string   `toml:"name"`
	Roles []string `toml:"roles"`
}

// Has tells whether the person holds the role.
func (p Person) Has(role string) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Activity is a row of the RACI matrix (3.1). Letters maps role ids to R, A, C or I.
type Activity struct {
	Activity string            `toml:"activity"`
	Letters  map[string]string `toml:"roles"`
}

// Prerequisite is an item of section 4, ticked by a person or by its checks.
type Prerequisite struct {
	ID     string  `toml:"id"`
	Group  string  `toml:"group"`
	Title  string  `toml:"title"`
	Help   string  `toml:"help"`
	Checks []Check `toml:"check"`
}

// Stage is an ordered group of steps with an estimate.
type Stage struct {
	ID       string   `toml:"id"`
	Title    string   `toml:"title"`
	Estimate Duration `toml:"estimate"`
	Advance  string   `toml:"advance"` // "ask" (default) or "auto"
	Steps    []Step   `toml:"step"`
}

// Step is one thing to do. Its parts come in this order: script (or report, or
// notice), checks, checklist, approval.
type Step struct {
	ID         string            `toml:"id"`
	Title      string            `toml:"title"`
	Activity   string            `toml:"activity"` // row of the RACI matrix
	Critical   bool              `toml:"critical"` // can be neither skipped nor marked done
	When       string            `toml:"when"`     // expression; false is "not applicable"
	Run        string            `toml:"run"`      // plain bash
	Exit       []int             `toml:"exit"`     // accepted exit codes, default [0]
	Timeout    Duration          `toml:"timeout"`
	Env        map[string]string `toml:"env"`
	Secrets    []string          `toml:"secrets"`
	Capture    []string          `toml:"capture"`
	Success    string            `toml:"success"` // "Criterio de Exito" in words
	Checks     []Check           `toml:"check"`
	Checklist  []Item            `toml:"checklist"`
	Approve    []string          `toml:"approve"` // activities approved after this step besides its own
	Advance    string            `toml:"advance"` // "auto" (default) or "ask"
	Notify     string            `toml:"notify"`  // notice shown to be sent
	Report     bool              `toml:"report"`  // write the report
	Wait       Duration          `toml:"wait"`    // pause before the checks
	Idempotent bool              `toml:"idempotent"`
	Retry      int               `toml:"retry"`  // further attempts by itself; only if idempotent
	Resume     string            `toml:"resume"` // "rerun": an unknown attempt is run again by itself; only if idempotent
	Help       string            `toml:"help"`

	Number     string `toml:"-"` // place: "3.2", or "R.4" in the rollback
	Line       int    `toml:"-"` // of the step in its file
	ScriptLine int    `toml:"-"` // file line of the script's first line

	when *Condition `toml:"-"` // When, compiled by the loader
}

// Item is a line of a checklist.
type Item struct {
	ID    string `toml:"id"`
	Title string `toml:"title"`
}

// Rollback is section 9.
type Rollback struct {
	Estimate Duration `toml:"estimate"`
	Title    string   `toml:"title"`
	Steps    []Step   `toml:"step"`
	Notify   string   `toml:"notify"` // notice owed after it (9.3)
	Later    string   `toml:"later"`  // 9.2: what to do when problems show after the deployment
	Warning  string   `toml:"warning"`
}

// Validation is section 8; it can run without a run.
type Validation struct {
	Setup  string  `toml:"setup"` // script before its checks, in the same shell state
	Checks []Check `toml:"check"`
	Items  []Item  `toml:"item"` // 8.2
}

// Criterion is an item of section 7, judged when the run ends: by an expression
// over what happened, or by a person of a role.
type Criterion struct {
	ID    string `toml:"id"`
	Group string `toml:"group"`
	Title string `toml:"title"`
	Holds string `toml:"holds"`
	Ask   string `toml:"ask"` // role that answers for it
}

// ReportSpec says where the fields of section 6.1 come from and where the report goes.
type ReportSpec struct {
	Path        string             `toml:"path"`    // with YYYY MM DD HHMM, relative to the run's directory
	Publish     string             `toml:"publish"` // directory on the target for a copy, "" for none
	Title       string             `toml:"title"`   // "Deployment Staging"
	Version     string             `toml:"version"` // strings with $NAME of variables and captures
	Tag         string             `toml:"tag"`
	Commits     string             `toml:"commits"`    // one a line
	Migrations  string             `toml:"migrations"` // one a line
	Tests       []string           `toml:"tests"`      // steps that are the tests
	Downtime    string             `toml:"downtime"`   // clock
	Validations []ReportValidation `toml:"validation"`
}

// ReportValidation is a tick box of the report, ticked when all its steps passed.
type ReportValidation struct {
	Title string   `toml:"title"`
	Steps []string `toml:"steps"`
}

// Notice is a message to people, with $NAME of variables, captures and run facts.
type Notice struct {
	Title string   `toml:"title"`
	To    []string `toml:"to"`
	Text  string   `toml:"text"`
}

// Artefact is what a run leaves behind (6).
type Artefact struct {
	Title   string `toml:"title"`
	Place   string `toml:"place"`
	Purpose string `toml:"purpose"`
	Log     bool   `toml:"log"`
}

// Risk is a row of section 10; it is shown when one of its steps fails.
type Risk struct {
	Group       string   `toml:"group"`
	Title       string   `toml:"title"`
	Probability string   `toml:"probability"`
	Impact      string   `toml:"impact"`
	Mitigation  string   `toml:"mitigation"`
	Contingency string   `toml:"contingency"`
	Steps       []string `toml:"steps"`
}

// Contact is an emergency contact (annex C).
type Contact struct {
	Title string `toml:"title"`
	How   string `toml:"how"`
}

// FollowUp is what remains after the deployment (11.3).
type FollowUp struct {
	ID    string   `toml:"id"`
	Title string   `toml:"title"`
	For   Duration `toml:"for"`
	Role  string   `toml:"role"`
}

// Reference is a related document (12.3).
type Reference struct {
	ID    string `toml:"id"`
	Title string `toml:"title"`
}

// Endpoint is a monitoring URL (12.4).
type Endpoint struct {
	Title string `toml:"title"`
	URL   string `toml:"url"`
}

// DocApproval is a row of section 14: who stands behind this version of the procedure.
type DocApproval struct {
	Role string    `toml:"role"`
	Name string    `toml:"name"`
	Date time.Time `toml:"date"` // zero: pending
}

// AllSteps yields the steps of the stages in order; the rollback's are not among them.
func (b *Runbook) AllSteps(yield func(*Stage, *Step) bool) {
	for i := range b.Stages {
		for j := range b.Stages[i].Steps {
			if !yield(&b.Stages[i], &b.Stages[i].Steps[j]) {
				return
			}
		}
	}
}
