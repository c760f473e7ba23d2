package ui

import (
	"strings"
	"time"
	"unicode"

	"paso/runbook"
)

// stateOfLine is where a line of a script stands in an attempt.
type stateOfLine struct {
	sign  sign
	took  time.Duration
	bold  bool
	shown bool // its time is worth showing
}

// scriptLines are a script with numbers, live marks and light colours, folded to w
// cells, by line of the script. a is the attempt that is looked at, or nil before the first.
func scriptLines(s *scene, p *runbook.Progress, a *runbook.Attempt, w int) [][]line {
	script := p.Step.Run
	if a != nil {
		script = a.Script
	} else if p.Edited != "" {
		script = p.Edited
	}
	texts := splitLines(strings.TrimRight(script, "\n"))
	states := lineStates(s, p, a, len(texts))
	digits := max(2, len(itoa(len(texts))))
	lines := make([][]line, len(texts))
	var hl highlighter
	for i, text := range texts {
		st := states[i]
		number := itoa(i + 1)
		left := []span{
			{text: st.sign.glyph + " ", tok: st.sign.tok, bold: st.bold},
			say(faint, spaces(digits-len(number))+number+"  "),
		}
		var right []span
		if st.shown {
			right = []span{say(st.sign.tok, s.lineTime(st))}
		}
		lines[i] = foldLine(ends(append(left, hl.line(text, st.bold)...), right...), digits+6, w)
	}
	return lines
}

func (s *scene) lineTime(st stateOfLine) string {
	if st.sign.tok == busy {
		return s.ticked(st.took)
	}
	return s.short(st.took)
}

// lineStates says what has become of every line: a statement goes from its first
// line to the one before the next.
func lineStates(s *scene, p *runbook.Progress, a *runbook.Attempt, n int) []stateOfLine {
	states := make([]stateOfLine, n)
	for i := range states {
		states[i].sign = sign{" ", faint}
	}
	if a == nil {
		return states
	}
	began := statements(s, p, a)
	for i, st := range began {
		if st.Line < 1 || st.Line > n {
			continue
		}
		end := a.Ended
		if i+1 < len(began) {
			end = began[i+1].At
		} else if a.Running() {
			end = s.now
		}
		state := stateOfLine{sign: sign{"✓", good}, took: max(0, end.Sub(st.At)), shown: true}
		if i == len(began)-1 {
			switch {
			case a.Running():
				state.sign, state.bold = sign{"▸", busy}, true
			case !a.Passed(p.Step.Exit):
				state.sign, state.bold = sign{"✗", bad}, true
			}
		}
		states[st.Line-1] = state
	}
	if r := a.Result; r != nil && r.Line >= 1 && r.Line <= n && !a.Passed(p.Step.Exit) {
		failed := &states[r.Line-1]
		failed.sign, failed.bold = sign{"✗", bad}, true
	}
	return states
}

// statements are the statements of an attempt that began: those recorded at its
// end, else those that came live.
func statements(s *scene, p *runbook.Progress, a *runbook.Attempt) []runbook.Statement {
	if a.Result != nil && len(a.Result.Statements) > 0 {
		return a.Result.Statements
	}
	live := s.marks[attemptKey{p.Step.ID, a.N}]
	began := make([]runbook.Statement, len(live))
	for i, m := range live {
		began[i] = runbook.Statement{N: m.N, Line: m.Line, At: m.At}
	}
	return began
}

// runningLine is the index of the script's line to keep in sight, or -1.
func runningLine(s *scene, p *runbook.Progress, a *runbook.Attempt) int {
	if a == nil {
		return -1
	}
	if a.Result != nil && a.Result.Line > 0 && !a.Passed(p.Step.Exit) {
		return a.Result.Line - 1
	}
	if began := statements(s, p, a); len(began) > 0 && a.Running() {
		return began[len(began)-1].Line - 1
	}
	return -1
}

// highlighter colours bash lightly: comments, strings, variables, words of the
// language and options. It carries an open quote from line to line and guesses
// nothing else; it never changes a character.
type highlighter struct{ quote rune }

func (h *highlighter) line(text string, bold bool) []span {
	var spans []span
	emit := func(tok token, part string) {
		if part != "" {
			spans = append(spans, span{text: part, tok: tok, bold: bold && tok != dim})
		}
	}
	runes := []rune(text)
	start := 0
	if h.quote != 0 {
		start = h.string(runes, 0)
		emit(good, string(runes[:start]))
	}
	for i := start; i < len(runes); {
		r := runes[i]
		switch {
		case r == '#' && (i == 0 || unicode.IsSpace(runes[i-1])):
			emit(dim, string(runes[i:]))
			return spans
		case r == '\'' || r == '"':
			h.quote = r
			end := h.string(runes, i+1)
			emit(good, string(runes[i:end]))
			i = end
		case r == '$':
			end := variable(runes, i)
			emit(amber, string(runes[i:end]))
			i = end
		default:
			end := i + 1
			for end < len(runes) && !strings.ContainsRune("'\"$# \t", runes[end]) && !strings.ContainsRune(" \t", r) {
				end++
			}
			word := string(runes[i:end])
			emit(wordToken(word), word)
			i = end
		}
	}
	return spans
}

// string finds the end of a quoted text.
func (h *highlighter) string(runes []rune, i int) int {
	for ; i < len(runes); i++ {
		if runes[i] == '\\' && h.quote == '"' {
			i++
			continue
		}
		if runes[i] == h.quote {
			h.quote = 0
			return i + 1
		}
	}
	return len(runes)
}

// variable finds the end of $NAME, ${NAME…} or $(.
func variable(runes []rune, i int) int {
	i++
	if i < len(runes) && runes[i] == '{' {
		for ; i < len(runes); i++ {
			if runes[i] == '}' {
				return i + 1
			}
		}
		return i
	}
	start := i
	for i < len(runes) && (runes[i] == '_' || unicode.IsLetter(runes[i]) || i > start && unicode.IsDigit(runes[i])) {
		i++
	}
	if i == start && i < len(runes) {
		i++
	}
	return i
}

func wordToken(word string) token {
	switch word {
	case "if", "then", "else", "elif", "fi", "for", "in", "do", "done", "while", "case", "esac", "function", "return", "exit", "set", "export", "source":
		return accent
	case "sudo", "rm":
		return amber
	}
	if len(word) > 1 && word[0] == '-' {
		return busy
	}
	return plain
}

func splitLines(text string) []string { return strings.Split(text, "\n") }
