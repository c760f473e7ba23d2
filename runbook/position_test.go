package runbook

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/BurntSushi/toml"
)

const places = `title = "x"
a.b."c d" = 1

[targets.staging]
free = { "$B" = "1GiB",
  x = [ { y = 1 },
    { y = 2 } ] }
text = """
two
"""

[[stage]]
[[stage.step]]
id = "one"
[stage.step.env]
X = 'x'
[[stage.step]]
id = "two"
[[stage]]
step = [
  { id = "three" },
  { id = "four" },
]
`

func TestPositionsOfKeys(t *testing.T) {
	source, err := index([]byte(places))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		place        path
		line, column int
		name, text   string
	}{
		{path{"title"}, 1, 1, "title", `"x"`},
		{path{"a", "b", "c d"}, 2, 5, `a.b."c d"`, "1"},
		{path{"targets", "staging"}, 4, 10, "targets.staging", "{…}"},
		{path{"targets", "staging", "free", "$B"}, 5, 10, `targets.staging.free."$B"`, `"1GiB"`},
		{path{"targets", "staging", "free", "x", "1", "y"}, 7, 7, "targets.staging.free.x[1].y", "2"},
		{path{"targets", "staging", "text"}, 8, 1, "targets.staging.text", `"""…`},
		{path{"stage", "0", "step", "0", "env", "X"}, 16, 1, "stage[0].step[0].env.X", "'x'"},
		{path{"stage", "0", "step", "1", "id"}, 18, 1, "stage[0].step[1].id", `"two"`},
		{path{"stage", "1"}, 19, 3, "stage[1]", "{…}"},
		{path{"stage", "1", "step", "1", "id"}, 22, 5, "stage[1].step[1].id", `"four"`},
		{path{"stage", "1", "step"}, 20, 1, "stage[1].step", "[…]"},
	} {
		at, exact := source.find(test.place)
		line, column := source.position(at.key)
		if !exact || line != test.line || column != test.column {
			t.Errorf("%v: %d:%d, exact %v; want %d:%d", test.place, line, column, exact, test.line, test.column)
		}
		if name := source.name(test.place); name != test.name {
			t.Errorf("%v: name %s, want %s", test.place, name, test.name)
		}
		if text := source.text(test.place); text != test.text {
			t.Errorf("%v: text %s, want %s", test.place, text, test.text)
		}
	}
	if at, exact := source.find(path{"stage", "0", "step", "7", "id"}); exact || at.key != source.root.names["stage"].items[0].names["step"].key {
		t.Errorf("a place that is not there: exact %v, offset %d", exact, at.key)
	}
}

// everyPlace lists the places of a decoded tree.
func everyPlace(at path, value any, found func(path)) {
	found(at)
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			everyPlace(at.to(name), inner, found)
		}
	case []map[string]any:
		for i, inner := range value {
			everyPlace(at.to(strconv.Itoa(i)), inner, found)
		}
	case []any:
		for i, inner := range value {
			everyPlace(at.to(strconv.Itoa(i)), inner, found)
		}
	}
}

// missingPlaces are those of a TOML file that decodes and that the index does not have.
func missingPlaces(data []byte) (missing []path) {
	source, err := index(data)
	if err != nil {
		return nil
	}
	tree := map[string]any{}
	if _, err := toml.Decode(string(data), &tree); err != nil {
		return nil
	}
	everyPlace(nil, tree, func(place path) {
		if _, exact := source.find(place); !exact {
			missing = append(missing, place)
		}
	})
	return missing
}

func TestEveryPlaceIsIndexed(t *testing.T) {
	files, _ := filepath.Glob("testdata/lint/*.toml")
	for _, file := range append(files, "../runbook.toml") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if missing := missingPlaces(data); len(missing) > 0 {
			t.Errorf("%s: no position for %v", file, missing)
		}
	}
	if missing := missingPlaces([]byte(places)); len(missing) > 0 {
		t.Errorf("no position for %v", missing)
	}
}

func TestScriptLines(t *testing.T) {
	data := []byte("a = '''\nx\ny\nz\n'''\nb = \"\"\"one\ntwo \\\n   still two\\nthree\n  four \\\\\nfive\\t\nsix\"\"\"\nc = \"p\\nq\"\nd = '''x\r\ny'''\n")
	source, err := index(data)
	if err != nil {
		t.Fatal(err)
	}
	l := &linter{source: source}
	for _, test := range []struct {
		key          string
		script, file int
	}{
		{"a", 1, 2}, {"a", 3, 4},
		{"b", 1, 6}, {"b", 2, 7}, {"b", 3, 8}, {"b", 4, 9}, {"b", 5, 10}, {"b", 6, 11},
		{"c", 1, 12}, {"c", 2, 12},
		{"d", 1, 13}, {"d", 2, 14},
	} {
		if got := l.scriptLine(path{test.key}, test.script); got != test.file {
			t.Errorf("line %d of %s is line %d of the file, want %d", test.script, test.key, got, test.file)
		}
	}
}
