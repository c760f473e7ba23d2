package runbook

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/BurntSushi/toml"
)

// The limits of a runbook. They are far above any procedure, and low enough that
// a hostile or broken file costs a moment and no more.
const (
	MaxFileSize   = 4 << 20   // bytes
	MaxSteps      = 20_000    // of all stages and the rollback
	MaxScriptSize = 256 << 10 // bytes of one script
	MaxTextSize   = 64 << 10  // bytes of any other text: it is drawn, matched or expanded again and again
	MaxValues     = 250_000   // keys, elements and tables; a runbook of MaxSteps steps has ten of each
)

// Load parses, validates, decodes and lints a runbook; name is what its problems
// call the file. All problems are found at once, warnings too, in the order of the
// file; only a file that is no TOML, or too large, has a single one. The book is
// nil if any of them is an Error.
func Load(name string, data []byte) (*Runbook, []Problem) {
	l := &linter{file: name, source: &positions{root: &spot{}, lines: []int{0}}, damaged: map[string]bool{}}
	l.load(data)
	l.problems.sort()
	if len(l.problems.Errors()) > 0 {
		return nil, l.problems
	}
	return l.book, l.problems
}

// load does the work of Load in its order: size, syntax, schema, types, meaning.
func (l *linter) load(data []byte) {
	if len(data) > MaxFileSize {
		l.fail(nil, "lint.file-too-large", "Size", strconv.Itoa(len(data)), "Max", strconv.Itoa(MaxFileSize))
		return
	}
	source, err := index(data)
	l.source = source
	if l.tooBig(err) {
		return
	}
	var raw toml.Primitive
	meta, err := decodeSource(data, err, &raw)
	if err != nil {
		l.syntax(err)
		return
	}
	if err := meta.PrimitiveDecode(raw, &l.tree); err != nil {
		l.syntax(err)
		return
	}
	if l.tooManySteps() || l.tooLongTexts(nil, l.tree) {
		return
	}
	if err := l.validate(); err != nil {
		l.fail(nil, "lint.internal", "Why", err.Error())
		return
	}
	book := &Runbook{}
	if len(l.pruned) > 0 {
		err = l.decodePruned(book)
	} else {
		err = meta.PrimitiveDecode(raw, book)
	}
	if err != nil {
		l.undecodable(err)
		return
	}
	l.book = book
	l.fillIn()
	l.lint()
}

// decodeSource parses data with the decoder that has the last word on TOML. The
// index read the file first and bounds it: where that found broken syntax, the
// decoder, whose messages are better, sees no more than the lines up to there.
func decodeSource(data []byte, indexed error, into *toml.Primitive) (toml.MetaData, error) {
	var broken *syntaxError
	if errors.As(indexed, &broken) {
		end := len(data)
		if i := bytes.IndexByte(data[min(broken.offset, end):], '\n'); i >= 0 {
			end = broken.offset + i + 1
		}
		data = data[:end]
		if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > maxBrackets {
			return toml.MetaData{}, indexed // it calls itself for each, and nothing has bounded them
		}
	}
	meta, err := toml.Decode(string(data), into)
	if err == nil && indexed != nil {
		err = indexed
	}
	return meta, err
}

// syntax reports what makes the file no TOML.
func (l *linter) syntax(err error) {
	var parse toml.ParseError
	var broken *syntaxError
	switch {
	case errors.As(err, &parse):
		p := l.fail(nil, "lint.syntax", "Why", firstLine(parse.Message))
		p.Key = parse.LastKey
		p.Line, p.Column = l.source.position(min(max(parse.Position.Start, 0), len(l.source.data)))
		if parse.Position.Line > 0 {
			p.Line = parse.Position.Line
		}
	case errors.As(err, &broken):
		p := l.fail(nil, "lint.syntax", "Why", broken.message)
		p.Line, p.Column = l.source.position(broken.offset)
	default:
		l.fail(nil, "lint.syntax", "Why", firstLine(err.Error()))
	}
}

// undecodable reports what the schema let through and the types refuse. The
// schema is meant to leave nothing of the kind.
func (l *linter) undecodable(err error) {
	if len(l.problems.Errors()) > 0 {
		return // the file has to be mended anyway, and this may be a consequence
	}
	p := l.fail(nil, "lint.internal", "Why", firstLine(err.Error()))
	var parse toml.ParseError
	if errors.As(err, &parse) && parse.Position.Line > 0 {
		p.Line = parse.Position.Line
	}
}

// tooManySteps counts before anything looks at each step.
func (l *linter) tooManySteps() bool {
	stages := []any{l.tree["rollback"]}
	switch tables := l.tree["stage"].(type) {
	case []any:
		stages = append(stages, tables...)
	case []map[string]any:
		for _, table := range tables {
			stages = append(stages, table)
		}
	}
	count := 0
	for _, stage := range stages {
		switch steps := inside(stage, "step").(type) {
		case []any:
			count += len(steps)
		case []map[string]any:
			count += len(steps)
		}
	}
	if count > MaxSteps {
		l.fail(nil, "lint.too-many-steps", "Count", strconv.Itoa(count), "Max", strconv.Itoa(MaxSteps))
	}
	return count > MaxSteps
}

// plain is a decoded tree as the schema sees it: arrays of tables are arrays, a
// date is null (see newSchema), and a float is one that is no whole number, since
// a runbook has none and 2.0 is an integer to JSON Schema but not to TOML.
func plain(value any) any {
	switch value := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(value))
		for key, inner := range value {
			copied[key] = plain(inner)
		}
		return copied
	case []map[string]any:
		copied := make([]any, len(value))
		for i, inner := range value {
			copied[i] = plain(inner)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, inner := range value {
			copied[i] = plain(inner)
		}
		return copied
	case time.Time:
		return nil
	case float64:
		return math.SqrtPi
	}
	return value
}
