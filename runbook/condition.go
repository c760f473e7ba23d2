package runbook

import (
	"errors"
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// A condition of a procedure has about ten nodes and a hundred bytes.
const (
	maxConditionNodes = 200
	maxConditionSize  = 4096
)

// Facts is what a condition can ask about a run.
type Facts interface {
	Started(id string) bool      // something of the step may have happened, whatever came of it
	Passed(id string) bool       // the step is passed, or had passed before the rollback
	Failed(id string) bool       // its last attempt failed
	Skipped(id string) bool      // a person left it out
	Clock(name string) float64   // seconds that the clock shows
	Latency(step string) float64 // milliseconds of the slowest http check of the step
	Captured(name string) bool   // a step left this variable
	Sent(notice string) bool     // a person says that the notice was sent
	Restored() bool              // the rollback brought everything back
	Deviations() int             // how many there are so far
}

// Condition is a when or a holds, compiled: a yes or no over what happened.
// The words are started, passed, failed, skipped, running (of a step id), clock
// (seconds, of a clock's name), latency (ms, of a step id), captured (of a
// variable's name), sent (of a notice's name), restored() and deviations(); with them the operators of
// expr-lang and nothing else. A condition changes nothing.
type Condition struct {
	program *vm.Program
}

// ConditionError says what is wrong with a condition; Column counts from 1.
type ConditionError struct {
	Why    string
	Column int
}

func (e *ConditionError) Error() string {
	return fmt.Sprintf("condition: %s (column %d)", e.Why, e.Column)
}

// ParseCondition compiles a condition. Its error is a *ConditionError.
func ParseCondition(source string) (*Condition, error) {
	if len(source) > maxConditionSize {
		return nil, &ConditionError{Why: fmt.Sprintf("longer than %d bytes", maxConditionSize), Column: 1}
	}
	program, err := expr.Compile(source,
		expr.Env(vocabulary(noFacts{})),
		expr.AsBool(),
		expr.DisableAllBuiltins(),
		expr.MaxNodes(maxConditionNodes),
	)
	var at *file.Error
	switch {
	case errors.As(err, &at):
		return nil, &ConditionError{Why: at.Message, Column: at.Column + 1}
	case err != nil:
		return nil, &ConditionError{Why: err.Error(), Column: 1}
	}
	if stranger := foreign(source); stranger != nil {
		return nil, stranger
	}
	return &Condition{program: program}, nil
}

// CompileCondition tells whether source is a condition; see [ParseCondition].
func CompileCondition(source string) error {
	_, err := ParseCondition(source)
	return err
}

// Holds answers the condition from what is so far known of a run.
func (c *Condition) Holds(facts Facts) (bool, error) {
	answer, err := expr.Run(c.program, vocabulary(facts))
	if err != nil {
		return false, fmt.Errorf("judge a condition: %w", err)
	}
	holds, ok := answer.(bool)
	if !ok {
		return false, fmt.Errorf("judge a condition: the answer is %T", answer)
	}
	return holds, nil
}

// Holds compiles a condition and answers it.
func Holds(condition string, facts Facts) (bool, error) {
	c, err := ParseCondition(condition)
	if err != nil {
		return false, err
	}
	return c.Holds(facts)
}

// vocabulary are the words of a condition: the same at compile time, where only
// their types count, and when it is answered.
func vocabulary(facts Facts) map[string]any {
	return map[string]any{
		"started": facts.Started,
		"passed":  facts.Passed,
		"failed":  facts.Failed,
		"skipped": facts.Skipped,
		"running": func(id string) bool {
			return facts.Started(id) && !facts.Passed(id) && !facts.Failed(id) && !facts.Skipped(id)
		},
		"clock":      facts.Clock,
		"latency":    facts.Latency,
		"captured":   facts.Captured,
		"sent":       facts.Sent,
		"restored":   facts.Restored,
		"deviations": facts.Deviations,
	}
}

// noFacts gives the vocabulary its types.
type noFacts struct{}

func (noFacts) Started(string) bool    { return false }
func (noFacts) Passed(string) bool     { return false }
func (noFacts) Failed(string) bool     { return false }
func (noFacts) Skipped(string) bool    { return false }
func (noFacts) Clock(string) float64   { return 0 }
func (noFacts) Latency(string) float64 { return 0 }
func (noFacts) Captured(string) bool   { return false }
func (noFacts) Sent(string) bool       { return false }
func (noFacts) Restored() bool         { return false }
func (noFacts) Deviations() int        { return 0 }

// question is one word of a condition with the name that it asks about; the
// name is empty where it is not written out.
type question struct {
	word, name string
}

// questions lists what a condition that compiles asks, in its order.
func questions(source string) []question {
	var found []question
	walkCondition(source, func(node ast.Node) {
		call, ok := node.(*ast.CallNode)
		if !ok || len(call.Arguments) != 1 {
			return
		}
		word, ok := call.Callee.(*ast.IdentifierNode)
		if !ok {
			return
		}
		asked := question{word: word.Value}
		if name, ok := call.Arguments[0].(*ast.StringNode); ok {
			asked.name = name.Value
		}
		found = append(found, asked)
	})
	return found
}

// foreign finds what the language has and a condition has no use for: loops over
// lists, which take time, and everything that builds a value of its own.
func foreign(source string) error {
	var stranger error
	walkCondition(source, func(node ast.Node) {
		switch node := node.(type) {
		case *ast.CallNode, *ast.IdentifierNode, *ast.ConditionalNode, *ast.UnaryNode,
			*ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
			return
		case *ast.BinaryNode:
			if node.Operator != ".." && node.Operator != "matches" {
				return
			}
		}
		if stranger == nil {
			stranger = &ConditionError{Why: "only comparisons, and, or, not and the words of a condition", Column: node.Location().From + 1}
		}
	})
	return stranger
}

// walkCondition visits the nodes of a condition that compiles.
func walkCondition(source string, visit visitor) {
	if tree, err := parser.Parse(source); err == nil {
		ast.Walk(&tree.Node, visit)
	}
}

type visitor func(ast.Node)

// Visit implements ast.Visitor.
func (v visitor) Visit(node *ast.Node) { v(*node) }
