package sandbox

import (
	"os"
	"strings"
)

// stepReport is the step of the procedure that publishes the report.
const stepReport = "report"

// fault is what is wrong with the application itself while the step that is meant to fail is under way. Where the fault
// lies with a command, the stand-in of that command knows.
type fault string

const (
	faultNone   fault = ""
	faultHealth fault = "health" // the health check says 503
	faultAuth   fault = "auth"   // the authentication service says 500
)

// stepUnderWay is what the stand-ins last saw of the run. The daemons look there, as PASO_STEP does not reach them.
type stepUnderWay struct {
	Step  string `json:"step"`
	Fault fault  `json:"fault,omitempty"`
}

// noteStep records which step runs. A fault goes when another step begins, as those of the rollback do.
func noteStep(l layout, step string, failing bool) error {
	if step == "" {
		return nil
	}
	now, err := load[stepUnderWay](l.stepFile())
	if err == nil && now.Step == step && (failing || now.Fault == faultNone) {
		return nil
	}
	return save(l.stepFile(), stepUnderWay{Step: step})
}

// breakApp puts a fault into the application for as long as the failing step is under way.
func breakApp(l layout, step string, f fault) error {
	return save(l.stepFile(), stepUnderWay{Step: step, Fault: f})
}

// faultNow is what the application suffers from at this moment.
func faultNow(l layout) fault {
	now, err := load[stepUnderWay](l.stepFile())
	if err != nil {
		return faultNone
	}
	return now.Fault
}

// failsIn tells whether commands of the step are meant to fail. Those of a rollback never are.
func failsIn(c config, step string) bool {
	return step != "" && step == c.Fail && !strings.HasPrefix(step, "rollback.")
}

// breakLog leaves an error in gunicorn's log, which only looking at the log shows.
func (c *call) breakLog() error {
	file, err := os.OpenFile(c.box.errorLog(unitGunicorn), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(gunicornLine(c.now().UTC(), "ERROR", "Exception in worker process") +
		"\nTraceback (most recent call last):\n  File \"apps/core/tasks.py\", line 6, in ping\nredis.exceptions.TimeoutError: Timeout reading from socket\n")
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
