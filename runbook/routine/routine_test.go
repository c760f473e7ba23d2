package routine

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestGuarded(t *testing.T) {
	told := make(chan error, 1)
	go Guarded(func() { panic("boom") }, func(err error) { told <- err })()
	var fault *Panic
	if err := <-told; !errors.As(err, &fault) || fault.Value != "boom" || !strings.Contains(string(fault.Stack), "TestGuarded") {
		t.Errorf("got %v", err)
	}
	ran := false
	Guarded(func() { ran = true }, func(err error) { t.Error(err) })()
	if !ran {
		t.Error("what does not panic is not run")
	}
}

// starters are the methods and functions that run their last argument on a goroutine of its own.
func starters() []string { return []string{"Go", "AfterFunc"} }

// TestEveryGoroutineIsGuarded reads the source: each `go`, each Go of a group, each AfterFunc runs what Guarded has made. The
// helpers of tests and the tools of .ci are no part of paso.
func TestEveryGoroutineIsGuarded(t *testing.T) {
	const root = "../.."
	guarded := map[string]int{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(name, ".") && path != root || name == "ttytest" || name == "sshdtest" || name == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			switch started := startedBy(node); {
			case started == nil:
			case isGuarded(started):
				guarded[filepath.Dir(path)]++
			default:
				t.Errorf("%s starts a goroutine whose panic would end paso: give it routine.Guarded", files.Position(node.Pos()))
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var counts []string
	all := 0
	for dir, n := range guarded {
		counts = append(counts, fmt.Sprintf("%s %d", strings.TrimPrefix(dir, "../../"), n))
		all += n
	}
	slices.Sort(counts)
	if all < 30 {
		t.Errorf("only %d goroutines found: is the source where it was?", all)
	}
	t.Logf("%d places start goroutines, all guarded: %s", all, strings.Join(counts, ", "))
}

// startedBy is the function that a node starts a goroutine with, as it is written there; nil where it starts none.
func startedBy(node ast.Node) ast.Expr {
	switch node := node.(type) {
	case *ast.GoStmt:
		return node.Call.Fun
	case *ast.CallExpr:
		name := ""
		switch called := node.Fun.(type) {
		case *ast.SelectorExpr:
			name = called.Sel.Name
		case *ast.Ident:
			name = called.Name
		}
		if slices.Contains(starters(), name) && len(node.Args) > 0 {
			return node.Args[len(node.Args)-1]
		}
	}
	return nil
}

func isGuarded(f ast.Expr) bool {
	call, is := f.(*ast.CallExpr)
	if !is {
		return false
	}
	selector, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return false
	}
	of, is := selector.X.(*ast.Ident)
	return is && of.Name == "routine" && selector.Sel.Name == "Guarded"
}
