package runbook

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaURL is what the schema is called among its own references; nothing is fetched.
const schemaURL = "mem:runbook.json"

//go:embed schema.json
var schemaJSON []byte

// Schema is the JSON Schema (draft 2020-12) of a runbook: the single description
// of its keys. Load validates against it, and editors complete from it.
func Schema() []byte { return bytes.Clone(schemaJSON) }

// schema is the description in both shapes that the loader needs: compiled, to
// validate a tree, and as a document, to say which keys are allowed at a place.
type schema struct {
	compiled *jsonschema.Schema
	document map[string]any
}

// loadedSchema is the schema, compiled when it is first wanted and never changed:
// that costs more than loading a procedure.
var loadedSchema = sync.OnceValues(newSchema)

// newSchema compiles the embedded schema. JSON has no date and TOML has no null,
// so for validation a date is null on both sides: a quoted date is then a wrong
// type, as it is for the decoder.
func newSchema() (*schema, error) {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		return nil, fmt.Errorf("parse the schema: %w", err)
	}
	document, _ := parsed.(map[string]any)
	definitions, _ := document["$defs"].(map[string]any)
	definitions["date"] = map[string]any{"type": "null"}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemaURL, document); err != nil {
		return nil, fmt.Errorf("add the schema: %w", err)
	}
	compiled, err := compiler.Compile(schemaURL)
	if err != nil {
		return nil, fmt.Errorf("compile the schema: %w", err)
	}
	return &schema{compiled: compiled, document: document}, nil
}

// at is the part of the document that an error's location names:
// "mem:runbook.json#/$defs/step".
func (s *schema) at(location string) map[string]any {
	_, pointer, _ := strings.Cut(location, "#")
	part := s.document
	for _, name := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		if name == "" {
			continue
		}
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		next, ok := part[name].(map[string]any)
		if !ok {
			return nil
		}
		part = next
	}
	return part
}

// checkKinds maps each kind of check to the keys that go with it.
func (s *schema) checkKinds() map[string]map[string]any {
	kinds := map[string]map[string]any{}
	for kind, part := range s.at("#/$defs/check/dependentSchemas") {
		if part, ok := part.(map[string]any); ok {
			kinds[kind], _ = part["properties"].(map[string]any)
		}
	}
	return kinds
}
