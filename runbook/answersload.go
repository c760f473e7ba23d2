package runbook

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// answersReader reads one answers file against its runbook. It says where things
// are wrong as the linter of runbooks does.
type answersReader struct {
	linter
	answers *Answers
}

// LoadAnswers reads an answers file (strict TOML, DESIGN 9) for a runbook; name is
// what its problems call the file. Everything that is wrong is said at once: keys,
// ids and people that the runbook lacks, and answers that its rules would never take. The answers are nil if
// anything is. Values from the environment are still to be taken: see [Answers.Resolve].
func LoadAnswers(name string, data []byte, book *Runbook) (*Answers, []Problem) {
	sum := sha256.Sum256(data)
	r := &answersReader{
		linter: linter{file: name, source: &positions{root: &spot{}, lines: []int{0}}, book: book},
		answers: &Answers{
			Name: name, SHA256: hex.EncodeToString(sum[:]),
			Vars: map[string]ValueAnswer{}, Prerequisites: map[string]ItemAnswer{}, Checklists: map[string]map[string]ItemAnswer{},
			Confirm: map[string]string{}, Approve: map[string]string{}, Responsible: map[string]string{},
		},
	}
	if r.parse(data) {
		r.read()
	}
	r.problems.sort()
	if len(r.problems.Errors()) > 0 {
		return nil, r.problems
	}
	return r.answers, r.problems
}

// parse makes the tree; false where there is none.
func (r *answersReader) parse(data []byte) bool {
	if len(data) > MaxFileSize {
		r.fail(nil, "lint.file-too-large", "Size", strconv.Itoa(len(data)), "Max", strconv.Itoa(MaxFileSize))
		return false
	}
	source, err := index(data)
	r.source = source
	if r.tooBig(err) {
		return false
	}
	var raw toml.Primitive
	meta, err := decodeSource(data, err, &raw)
	if err == nil {
		err = meta.PrimitiveDecode(raw, &r.tree)
	}
	if err != nil {
		r.syntax(err)
		return false
	}
	return !r.tooLongTexts(nil, r.tree)
}

func (r *answersReader) read() {
	readers := map[string]func(path, any){
		"operator": r.operator, "on_failure": r.onFailure, "wait_lock": r.waitLock, "take_over": r.takeOver,
		"vars": r.table(r.variable), "prerequisites": r.table(r.prerequisite), "checklist": r.table(r.checklist),
		"confirm": r.table(r.confirmed), "approve": r.table(r.approve), "responsible": r.table(r.responsible),
	}
	known := slices.Sorted(maps.Keys(readers))
	for _, key := range slices.Sorted(maps.Keys(r.tree)) {
		if read := readers[key]; read != nil {
			read(path{key}, r.tree[key])
		} else {
			r.unknown("answers.unknown-key", path{key}, key, known)
		}
	}
}

// unknown reports a name that is none of those known.
func (r *answersReader) unknown(id string, place path, name string, known []string) {
	p := r.fail(place, id, "Name", name, "Known", strings.Join(known, ", "))
	p.Near = r.nearest(name, known)
}

// table reads each entry of a table.
func (r *answersReader) table(read func(path, string, any)) func(path, any) {
	return func(place path, value any) {
		entries, ok := value.(map[string]any)
		if !ok {
			r.fail(place, "answers.want-table")
			return
		}
		for _, key := range slices.Sorted(maps.Keys(entries)) {
			read(place.to(key), key, entries[key])
		}
	}
}

// text is a string that is not empty.
func (r *answersReader) text(place path, value any) (string, bool) {
	s, ok := value.(string)
	if !ok || strings.TrimSpace(s) == "" {
		r.fail(place, "answers.want-text")
		return "", false
	}
	return s, true
}

func (r *answersReader) operator(place path, value any) {
	name, ok := r.text(place, value)
	if !ok {
		return
	}
	if _, known := r.book.Person(name); !known && len(r.book.People) > 0 {
		r.unknown("answers.unknown-person", place, name, names(r.book.People))
		return
	}
	r.answers.Operator = name
}

func (r *answersReader) onFailure(place path, value any) {
	known := []string{string(FailurePauses), string(FailureRollsBack), string(FailureAborts)}
	word, ok := r.text(place, value)
	if !ok {
		return
	}
	if !slices.Contains(known, word) {
		r.unknown("answers.unknown-choice", place, word, known)
		return
	}
	r.answers.OnFailure = OnFailure(word)
}

// variable is NAME = "value" or NAME = { env = "NAME" }. A secret stands in no file.
func (r *answersReader) variable(place path, name string, value any) {
	v := r.book.Var(name)
	if v == nil {
		var known []string
		for i := range r.book.Vars {
			known = append(known, r.book.Vars[i].Name)
		}
		r.unknown("answers.unknown-var", place, name, known)
		return
	}
	at, _ := r.source.find(place)
	line, column := r.source.position(at.key)
	answer := ValueAnswer{file: r.file, line: line, column: column}
	switch value := value.(type) {
	case string:
		if v.Secret && value != "" {
			r.fail(place, "answers.secret-in-file", "Name", name)
			return
		}
		answer.Value = value
	case map[string]any:
		env, ok := value["env"].(string)
		if !ok || env == "" || len(value) != 1 {
			r.fail(place, "answers.want-value", "Name", name)
			return
		}
		answer.Env = env
	default:
		r.fail(place, "answers.want-value", "Name", name)
		return
	}
	r.answers.Vars[name] = answer
}

func (r *answersReader) prerequisite(place path, id string, value any) {
	var known []string
	for i := range r.book.Prerequisites {
		known = append(known, r.book.Prerequisites[i].ID)
	}
	if id != AnyAnswer && !slices.Contains(known, id) {
		r.unknown("answers.unknown-item", place, id, known)
		return
	}
	if answer, ok := r.item(place, value, true); ok {
		r.answers.Prerequisites[id] = answer
	}
}

// checklist is a table of its own for each list.
func (r *answersReader) checklist(place path, list string, value any) {
	items, known := r.itemsOf(list)
	if !known {
		r.unknown("answers.unknown-list", place, list, r.lists())
		return
	}
	read := map[string]ItemAnswer{}
	r.answers.Checklists[list] = read
	r.table(func(at path, id string, value any) {
		if id != AnyAnswer && !slices.Contains(items, id) {
			r.unknown("answers.unknown-item", at, id, items)
			return
		}
		if answer, ok := r.item(at, value, false); ok {
			read[id] = answer
		}
	})(place, value)
}

// lists are the names that a checklist can have.
func (r *answersReader) lists() []string {
	known := []string{ListCriteria}
	for _, steps := range r.stepSets() {
		for i := range steps {
			if len(steps[i].Checklist) > 0 {
				known = append(known, steps[i].ID)
			}
		}
	}
	return known
}

func (r *answersReader) stepSets() [][]Step {
	sets := make([][]Step, 0, len(r.book.Stages)+1)
	for i := range r.book.Stages {
		sets = append(sets, r.book.Stages[i].Steps)
	}
	return append(sets, r.book.Rollback.Steps)
}

// itemsOf are the ids in a list; the list for any other has "*" alone.
func (r *answersReader) itemsOf(list string) ([]string, bool) {
	var items []string
	switch list {
	case AnyAnswer:
		return nil, true
	case ListCriteria:
		for _, c := range r.book.Criteria {
			if c.Ask != "" {
				items = append(items, c.ID)
			}
		}
		return items, true
	}
	for _, steps := range r.stepSets() {
		for i := range steps {
			if steps[i].ID == list && len(steps[i].Checklist) > 0 {
				for _, item := range steps[i].Checklist {
					items = append(items, item.ID)
				}
				return items, true
			}
		}
	}
	return nil, false
}

// item is true, "ok", "failed" or "na", each string with a note after a colon. What
// else a prerequisite says, in more than one word, is the reason for which it is taken to hold.
func (r *answersReader) item(place path, value any, reason bool) (ItemAnswer, bool) {
	if yes, ok := value.(bool); ok && yes {
		return ItemAnswer{Verdict: OK}, true
	}
	said, ok := value.(string)
	word, note, _ := strings.Cut(said, ":")
	word, note = strings.TrimSpace(word), strings.TrimSpace(note)
	switch verdict := Verdict(word); {
	case !ok || word == "":
	case verdict == NotApplicable && note == "":
		r.fail(place, "answers.na-note")
		return ItemAnswer{}, false
	case verdict == OK || verdict == Failed || verdict == NotApplicable:
		return ItemAnswer{Verdict: verdict, Note: note}, true
	case reason && strings.Contains(strings.TrimSpace(said), " "): // a single word is a verdict mistyped
		return ItemAnswer{Verdict: OK, Note: strings.TrimSpace(said)}, true
	}
	r.fail(place, "answers.want-verdict")
	return ItemAnswer{}, false
}
