package sandbox

import (
	"os"
	"path/filepath"
)

// collectStatic copies the static files of the work tree, and a few of those that Django brings along, and gives how many
// there are.
func collectStatic(app string) (int, error) {
	files := map[string][]byte{
		"admin/css/base.css":             []byte("/* DJANGO Admin styles */\n"),
		"admin/js/core.js":               []byte("// Core javascript helper functions\n'use strict';\n"),
		"rest_framework/css/default.css": []byte("/* The navbar is fixed at >= 980px wide */\n"),
	}
	source := filepath.Join(app, "static")
	err := filepath.WalkDir(source, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(source, path)
		if err != nil {
			return err
		}
		files[relative], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		return 0, err
	}
	for name, data := range files {
		target := filepath.Join(app, "staticfiles", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return 0, err
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			return 0, err
		}
	}
	return len(files), nil
}
