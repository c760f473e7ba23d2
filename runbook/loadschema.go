package runbook

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// validate holds the tree against the schema and reports each difference at its line.
func (l *linter) validate() error {
	described, err := loadedSchema()
	if err != nil {
		return err
	}
	l.schema = described
	var invalid *jsonschema.ValidationError
	if err := described.compiled.Validate(plain(l.tree)); errors.As(err, &invalid) {
		l.explain(invalid)
	} else if err != nil {
		return fmt.Errorf("validate against the schema: %w", err)
	}
	return nil
}

// explain turns the leaves of the validator's tree of errors into problems.
func (l *linter) explain(e *jsonschema.ValidationError) {
	place := path(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.Schema, *kind.Group, *kind.Reference:
		for _, cause := range e.Causes {
			l.explain(cause)
		}
	case *kind.AdditionalProperties:
		slices.Sort(k.Properties)
		for _, key := range k.Properties {
			l.unknownKey(place, key, e.SchemaURL)
		}
	case *kind.Required:
		for _, key := range k.Missing {
			l.fail(place, "lint.missing-key", "Name", key)
		}
	case *kind.OneOf:
		l.checkKind(place)
	case *kind.Type:
		l.wrongType(place, definition(e.SchemaURL), k)
	case *kind.Enum:
		l.notAllowed(place, k)
	default:
		l.badValue(place, definition(e.SchemaURL), e.ErrorKind)
	}
}

// definition is the name of the schema part that an error comes from: "duration"
// of "mem:runbook.json#/$defs/duration", and "" of one that has no name of its own.
func definition(location string) string {
	_, name, _ := strings.Cut(location, "#/$defs/")
	if strings.Contains(name, "/") {
		return ""
	}
	return name
}

// unknownKey reports a key that is not allowed at a place.
func (l *linter) unknownKey(place path, key, location string) {
	at := place.to(key)
	if kind, isCheck := strings.CutPrefix(location, schemaURL+"#/$defs/check/dependentSchemas/"); isCheck {
		l.foreignKey(place, key, kind)
		return
	}
	part := l.schema.at(location)
	l.prune(at)
	if _, named := part["patternProperties"]; named {
		l.fail(at, "lint.bad-name", "Name", key)
		return
	}
	properties, _ := part["properties"].(map[string]any)
	p := l.fail(at, "lint.unknown-key", "Name", key, "Place", l.tableName(place))
	p.Near = l.nearest(key, slices.Sorted(maps.Keys(properties)))
	if len(place) == 0 && p.Near != "" {
		l.damaged[p.Near] = true
	}
}

// tableName is a table as its header has it, "[[stage.step]]", or the file itself.
func (l *linter) tableName(place path) string {
	name := l.source.name(place)
	var plain strings.Builder
	depth := 0
	for _, c := range name {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth == 0:
			plain.WriteRune(c)
		}
	}
	switch {
	case name == "":
		return l.file
	case strings.HasSuffix(name, "]"):
		return "[[" + plain.String() + "]]"
	}
	return "[" + plain.String() + "]"
}

// foreignKey reports a key that belongs to another kind of check.
func (l *linter) foreignKey(place path, key, kind string) {
	kinds := l.schema.checkKinds()
	table, _ := l.value(place).(map[string]any)
	if len(kindsOf(table, kinds)) > 1 {
		return // which of them was meant is the question, and it is asked already
	}
	var owners []string
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		if _, goes := kinds[name][key]; goes {
			owners = append(owners, name)
		}
	}
	if len(owners) == 0 {
		return // unknown to every kind, and reported as that
	}
	l.fail(place.to(key), "lint.foreign-key", "Name", key, "Kind", kind, "Owners", strings.Join(owners, ", "))
}

// checkKind reports a check without a kind or with several.
func (l *linter) checkKind(place path) {
	kinds := l.schema.checkKinds()
	table, _ := l.value(place).(map[string]any)
	if found := kindsOf(table, kinds); len(found) > 1 {
		l.fail(place.to(found[1]), "lint.many-kinds", "Kinds", strings.Join(found, ", "))
		return
	}
	l.fail(place, "lint.no-kind", "Kinds", strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
}

func kindsOf(check map[string]any, kinds map[string]map[string]any) []string {
	var found []string
	for key := range check {
		if _, is := kinds[key]; is {
			found = append(found, key)
		}
	}
	slices.Sort(found)
	return found
}

// wrongType reports a value of another type than wanted: there is a text per
// type, and one for what is written as a string but means more.
func (l *linter) wrongType(place path, definition string, k *kind.Type) {
	id := "lint.type." + strings.Join(k.Want, "-or-")
	switch definition {
	case "duration", "size", "date":
		id = "lint.type." + definition
	}
	l.prune(place)
	l.fail(place, id, "Found", l.source.text(place))
}

func (l *linter) notAllowed(place path, k *kind.Enum) {
	var allowed []string
	for _, value := range k.Want {
		allowed = append(allowed, fmt.Sprint(value))
	}
	l.prune(place)
	p := l.fail(place, "lint.not-allowed", "Found", l.source.text(place), "Allowed", strings.Join(allowed, ", "))
	if got, ok := k.Got.(string); ok {
		p.Near = l.nearest(got, allowed)
	}
}

// badValue reports a value of the right type that cannot be used.
func (l *linter) badValue(place path, definition string, k jsonschema.ErrorKind) {
	found := l.source.text(place)
	switch k := k.(type) {
	case *kind.MinLength, *kind.MinItems, *kind.MinProperties:
		if definition != "duration" {
			l.fail(place, "lint.empty")
			return
		}
	case *kind.Minimum:
		l.fail(place, "lint.too-small", "Found", found, "Min", k.Want.RatString())
		return
	case *kind.Maximum:
		l.fail(place, "lint.too-big", "Found", found, "Max", k.Want.RatString())
		return
	}
	l.prune(place)
	switch definition {
	case "id", "duration", "size":
		l.fail(place, "lint.bad-"+definition, "Found", found)
	case "shellName":
		l.fail(place, "lint.bad-name", "Name", strings.Trim(found, `"'`))
	default: // the two patterns that are no definition of their own
		l.fail(place, "lint.bad-version", "Found", found)
	}
}
