package sandbox

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"golang.org/x/crypto/ssh"
)

// procedure is what the driver needs of runbook.toml.
type procedure struct {
	Vars  map[string]any
	Stage []struct {
		Step []procedureStep
	}
	Rollback struct {
		Step []procedureStep
	}
}

type procedureStep struct {
	ID      string
	Run     string
	Capture []string
	Check   []struct {
		Command *string
		Pattern string
		Absent  bool
	}
}

func readProcedure(t *testing.T) procedure {
	t.Helper()
	var p procedure
	if _, err := toml.DecodeFile("../../runbook.toml", &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p procedure) steps() []procedureStep {
	var all []procedureStep
	for _, stage := range p.Stage {
		all = append(all, stage.Step...)
	}
	return all
}

// driver runs steps as the harness does in principle: a login shell each, with the variables of the runbook, what earlier
// steps captured, their directory and their virtual environment.
type driver struct {
	box    *Sandbox
	client *ssh.Client
	vars   string
	names  []string // of captures
}

func newDriver(t *testing.T, box *Sandbox, p procedure) *driver {
	t.Helper()
	d := &driver{box: box, client: dial(t, box)}
	given := box.Vars()
	for _, name := range slices.Sorted(maps.Keys(p.Vars)) {
		if value, ok := given[name]; ok {
			d.vars += name + "=" + quote(value) + "\n"
		}
	}
	d.vars += "DB_PASSWORD=" + quote(box.Secrets()["DB_PASSWORD"]) + "\n"
	d.vars += "DEPLOY_TAG=staging-deploy-20991231-2300\n"
	for _, step := range p.steps() {
		d.names = append(d.names, step.Capture...)
	}
	return d
}

// run gives what a step came to, in a shell of its own.
func (d *driver) run(t *testing.T, step procedureStep) outcome {
	t.Helper()
	state := quote(filepath.Join(d.box.tmp(), "state"))
	if strings.HasPrefix(step.ID, "rollback.") {
		state = quote(filepath.Join(d.box.tmp(), "captures"))
	}
	script := d.vars + fmt.Sprintf(`export PASO_STEP=%s
save() {
  local code=$?; set +e
  declare -p %s 2>/dev/null >%s/captures
  { cat %s/captures; printf 'cd %%q\n' "$PWD"; [ -z "${VIRTUAL_ENV-}" ] || printf 'export VIRTUAL_ENV=%%q PATH=%%q\n' "$VIRTUAL_ENV" "$PATH"; } >%s/state
  exit $code
}
trap save EXIT
[ ! -e %s ] || . %s
set -eE -o pipefail
%s`, quote(step.ID), strings.Join(d.names, " "), quote(d.box.tmp()), quote(d.box.tmp()), quote(d.box.tmp()), state, state, strings.ReplaceAll(step.Run, "sleep 5", "true"))
	if err := os.WriteFile(filepath.Join(d.box.tmp(), "step.sh"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	return remote(t, d.client, "bash -l "+quote(filepath.Join(d.box.tmp(), "step.sh")), "")
}

// step finds a step of the procedure.
func (p procedure) step(t *testing.T, id string) procedureStep {
	t.Helper()
	for _, step := range append(p.steps(), p.Rollback.Step...) {
		if step.ID == id {
			return step
		}
	}
	t.Fatalf("no step %s", id)
	return procedureStep{}
}

// walk runs the steps up to and with the given one, all of which must succeed, and gives their output.
func (d *driver) walk(t *testing.T, steps []procedureStep, last string) map[string]outcome {
	t.Helper()
	done := map[string]outcome{}
	for _, step := range steps {
		o := d.run(t, step)
		done[step.ID] = o
		if testing.Verbose() {
			t.Logf("%s: exit %d\n%s%s", step.ID, o.code, o.stdout, o.stderr)
		}
		if step.ID == last {
			return done
		}
		if o.code != 0 {
			t.Fatalf("step %s: exit %d\n%s\n%s", step.ID, o.code, o.stdout, o.stderr)
		}
	}
	return done
}
