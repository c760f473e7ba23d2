package runbook

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// TestSchemaAndTypesAgree walks the types: each key of a type is described, and
// each described key has a type.
func TestSchemaAndTypesAgree(t *testing.T) {
	described, err := newSchema()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var compare func(where string, typ reflect.Type, part map[string]any)
	compare = func(where string, typ reflect.Type, part map[string]any) {
		part = resolve(described, part)
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			inner, _ := part["items"].(map[string]any)
			if typ.Kind() == reflect.Map {
				inner, _ = part["additionalProperties"].(map[string]any)
			}
			if typ.Kind() == reflect.Pointer {
				inner = part
			}
			if inner == nil {
				t.Errorf("%s: %v is not described as one", where, typ)
				return
			}
			compare(where+"[]", typ.Elem(), inner)
			return
		case reflect.Struct:
		default:
			return
		}
		if typ == reflect.TypeFor[time.Time]() || seen[typ.Name()] {
			return
		}
		seen[typ.Name()] = true
		properties, _ := part["properties"].(map[string]any)
		if part["additionalProperties"] != false {
			t.Errorf("%s allows any key", where)
		}
		var keys []string
		if typ == reflect.TypeFor[Runbook]() {
			keys = append(keys, "vars") // read by hand, in the order of the file
		}
		for i := range typ.NumField() {
			field := typ.Field(i)
			key := field.Tag.Get("toml")
			if key == "-" {
				continue
			}
			keys = append(keys, key)
			property, there := properties[key].(map[string]any)
			if !there {
				t.Errorf("%s.%s (%s.%s) is not in the schema", where, key, typ.Name(), field.Name)
				continue
			}
			if property["description"] == nil {
				t.Errorf("%s.%s has no description", where, key)
			}
			compare(where+"."+key, field.Type, property)
		}
		for key := range properties {
			if !slices.Contains(keys, key) {
				t.Errorf("%s.%s is in the schema and in no type", where, key)
			}
		}
	}
	compare("", reflect.TypeFor[Runbook](), described.document)
	if len(seen) < 25 {
		t.Errorf("only %d types were compared", len(seen))
	}
}

func resolve(s *schema, part map[string]any) map[string]any {
	if ref, ok := part["$ref"].(string); ok {
		return s.at(ref)
	}
	return part
}

func TestSchemaDescribesWhatVariablesAre(t *testing.T) {
	described, err := newSchema()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	properties, _ := described.at("#/$defs/var")["properties"].(map[string]any)
	for key := range properties {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	if want := []string{"ask", "command", "default", "env", "secret"}; !slices.Equal(keys, want) {
		t.Errorf("keys %v, want %v", keys, want)
	}
	if len(described.checkKinds()) != 11 {
		t.Errorf("%d kinds of check", len(described.checkKinds()))
	}
	schema := Schema()
	schema[0] = 'x'
	if Schema()[0] != '{' {
		t.Error("Schema gives its own bytes away")
	}
}
