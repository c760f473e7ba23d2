package runbook

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/BurntSushi/toml"
)

// value is what the tree has at a place, nil where it has nothing.
func (l *linter) value(place path) any {
	var at any = l.tree
	for _, name := range place {
		at = inside(at, name)
	}
	return at
}

// inside goes from a table or an array to what lies in it.
func inside(at any, name string) any {
	i, err := strconv.Atoi(name)
	switch at := at.(type) {
	case map[string]any:
		return at[name]
	case []any:
		if err == nil && 0 <= i && i < len(at) {
			return at[i]
		}
	case []map[string]any:
		if err == nil && 0 <= i && i < len(at) {
			return at[i]
		}
	}
	return nil
}

// prune marks a value that the types could not take, so that everything else is
// still decoded and its problems found too. In an array it takes the whole array:
// without one element the others would answer to the wrong numbers.
func (l *linter) prune(place path) {
	for n := len(place); n > 0; n-- {
		if _, ok := l.value(place[:n-1]).(map[string]any); ok {
			l.pruned = append(l.pruned, place[:n])
			if n == 1 {
				l.damaged[place[0]] = true
			}
			return
		}
	}
}

// decodePruned decodes the tree without what was marked.
func (l *linter) decodePruned(into *Runbook) error {
	for _, place := range l.pruned {
		last := len(place) - 1
		if table, ok := l.value(place[:last]).(map[string]any); ok {
			delete(table, place[last])
		}
	}
	var mended bytes.Buffer
	if err := toml.NewEncoder(&mended).Encode(l.tree); err != nil {
		return fmt.Errorf("write what is valid: %w", err)
	}
	if _, err := toml.NewDecoder(&mended).Decode(into); err != nil {
		return fmt.Errorf("read what is valid: %w", err)
	}
	return nil
}

// wasPruned tells whether a value of the wrong type stood there: it has its problem
// already, and its absence is not another one.
func (l *linter) wasPruned(place path) bool {
	for _, gone := range l.pruned {
		if slices.Equal(gone, place) {
			return true
		}
	}
	return false
}
