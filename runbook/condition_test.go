package runbook

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// toldFacts answers from what a test says of each step.
type toldFacts struct {
	noFacts
	steps map[string]string
}

func (f toldFacts) Started(id string) bool    { return f.steps[id] != "" }
func (f toldFacts) Passed(id string) bool     { return f.steps[id] == "passed" }
func (f toldFacts) Failed(id string) bool     { return f.steps[id] == "failed" }
func (f toldFacts) Skipped(id string) bool    { return f.steps[id] == "skipped" }
func (f toldFacts) Clock(name string) float64 { return map[string]float64{"downtime": 130}[name] }
func (f toldFacts) Latency(string) float64    { return 42.5 }
func (f toldFacts) Captured(name string) bool { return name == "TAG" }
func (f toldFacts) Sent(name string) bool     { return name == "deployed" }
func (f toldFacts) Deviations() int           { return 1 }

func TestHolds(t *testing.T) {
	facts := toldFacts{steps: map[string]string{"stop": "passed", "migrate": "failed", "pip": "skipped", "build": "running"}}
	for condition, want := range map[string]bool{
		`started("migrate")`:                            true,
		`started("health")`:                             false,
		`passed("stop") && !passed("migrate")`:          true,
		`failed("migrate") or skipped("stop")`:          true,
		`skipped("pip") and not restored()`:             true,
		`running("build") && !running("stop")`:          true,
		`clock("downtime") < 120`:                       false,
		`clock("downtime") <= 2 * 60 + 10`:              true,
		`latency("health") < 500 and deviations() == 1`: true,
		`captured("TAG") ? passed("stop") : restored()`: true,
		`captured("BACKUP")`:                            false,
		`sent("deployed")`:                              true,
		`sent("other")`:                                 false,
	} {
		if got, err := Holds(condition, facts); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", condition, got, err, want)
		}
	}
}

func TestConditionsThatAreNone(t *testing.T) {
	for _, source := range []string{
		``, `started(`, `started("a"`, `started(1)`, `started()`, `started("a", "b")`, `finished("a")`, `clock("a")`, `1`, `"x"`,
		`started("a") + 1`, `len("x") > 0`, `all([1], true)`, `1 in 1..1000000`, `"a" matches "b"`, `{"a": true}.a`, `let x = true; x`, `now() > 1`, `x`, strings.Repeat(`!`, 1000) + `restored()`,
		strings.Repeat("(", 100_000),
	} {
		err := CompileCondition(source)
		var condition *ConditionError
		if !errors.As(err, &condition) || condition.Why == "" || condition.Column < 1 {
			t.Errorf("%.40q: %v, want a ConditionError", source, err)
		}
	}
}

func TestQuestions(t *testing.T) {
	var asked []string
	for _, q := range questions(`started("a") && (clock("c") < 5 || restored()) && passed("b" + "c") && !captured("X")`) {
		asked = append(asked, q.word+" "+q.name)
	}
	slices.Sort(asked)
	if want := []string{"captured X", "clock c", "passed ", "started a"}; !slices.Equal(asked, want) {
		t.Errorf("%q, want %q", asked, want)
	}
}

func FuzzCondition(f *testing.F) {
	f.Add(`started("migrate") and clock("total") < 3600`)
	f.Fuzz(func(t *testing.T, source string) {
		condition, err := ParseCondition(source)
		if err != nil {
			return
		}
		if _, err := condition.Holds(toldFacts{}); err != nil && !strings.Contains(err.Error(), "judge") {
			t.Error(err)
		}
	})
}
