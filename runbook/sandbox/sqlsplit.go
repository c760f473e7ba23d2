package sandbox

import "strings"

// statement is one SQL statement of a script, without its semicolon.
type statement struct {
	text string
	line int      // where it ends in the script, as psql counts
	rows []string // the data of COPY … FROM stdin
}

// splitSQL takes a script apart as psql does: at semicolons outside of quotes, without comments, with the data that follows
// COPY … FROM stdin. Lines of psql's own (\restrict, \connect) are left out.
func splitSQL(script string) []statement {
	s := splitter{rest: script, line: 1}
	for s.rest != "" {
		s.next()
	}
	s.finish()
	return s.found
}

type splitter struct {
	rest  string
	text  strings.Builder
	line  int
	found []statement
}

// next takes one token: a quoted word, a comment, a semicolon, or a character.
func (s *splitter) next() {
	switch {
	case strings.HasPrefix(s.rest, "--"):
		s.drop(upTo(s.rest, "\n", false))
	case strings.HasPrefix(s.rest, "/*"):
		s.drop(upTo(s.rest, "*/", true))
	case s.rest[0] == '\\' && strings.TrimSpace(s.text.String()) == "":
		s.drop(upTo(s.rest, "\n", false))
	case s.rest[0] == '\'' || s.rest[0] == '"':
		s.keep(1 + upTo(s.rest[1:], s.rest[:1], true))
	case strings.HasPrefix(s.rest, "$$"):
		s.keep(2 + upTo(s.rest[2:], "$$", true))
	case s.rest[0] == ';':
		s.drop(1)
		s.finish()
	default:
		s.keep(1)
	}
}

func (s *splitter) keep(n int) {
	s.text.WriteString(s.rest[:n])
	s.drop(n)
}

func (s *splitter) drop(n int) {
	s.line += strings.Count(s.rest[:n], "\n")
	s.rest = s.rest[n:]
}

func (s *splitter) finish() {
	text := strings.Join(strings.Fields(s.text.String()), " ")
	if strings.ContainsAny(text, `'"`) {
		text = strings.TrimSpace(s.text.String()) // blanks inside of quotes are the writer's
	}
	s.text.Reset()
	if text == "" {
		return
	}
	found := statement{text: text, line: s.line}
	if fields := strings.Fields(strings.ToUpper(text)); fields[0] == "COPY" && strings.HasSuffix(strings.Join(fields, " "), "FROM STDIN") {
		s.drop(upTo(s.rest, "\n", true))
		for s.rest != "" {
			row := s.rest[:upTo(s.rest, "\n", false)]
			s.drop(upTo(s.rest, "\n", true))
			if row == `\.` {
				break
			}
			found.rows = append(found.rows, row)
		}
	}
	s.found = append(s.found, found)
}

// upTo counts the bytes before the next mark, or with it; without a mark, all of them.
func upTo(text, mark string, with bool) int {
	at := strings.Index(text, mark)
	switch {
	case at < 0:
		return len(text)
	case with:
		return at + len(mark)
	default:
		return at
	}
}
