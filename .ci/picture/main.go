// picture makes the README's pictures from the demo: it builds paso, runs `paso demo` on a real pty with an emulated
// screen, goes through the tour like a person, and writes what stands there as SVG, dark and light.
//
//	go run ./.ci/picture                                    run-dark.svg, run-light.svg and so on, beside this file
//	go run ./.ci/picture -moments start,plan                other screens of the tour
//	go run ./.ci/picture -out DIR -size 200x60 -lang en     elsewhere, larger, in English
//
// What it waits for are texts of the screen and of the procedure, never places. When a text is gone it fails with the
// screen that it saw, so .ci/run tells when the tour has changed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"paso/runbook/text"
)

// order is what the command line asks for.
type order struct {
	out     string
	lang    text.Lang
	w, h    int
	moments []string
	themes  []look
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	o, err := read(args)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "demo") // the pictures show it
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	paso := filepath.Join(scratch, "paso")
	if said, err := exec.Command("go", "build", "-o", paso, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("build paso, from the top of the repository: %w\n%s", err, said)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed []error
	for i, l := range o.themes {
		for j, t := range toursTo(o.moments) {
			all.Go(func() {
				if err := o.shoot(paso, filepath.Join(scratch, fmt.Sprintf("%d%d", i, j)), l, t); err != nil {
					mu.Lock()
					defer mu.Unlock()
					failed = append(failed, fmt.Errorf("%s, %s: %w", t.name, l.name, err))
				}
			})
		}
	}
	all.Wait()
	return errors.Join(failed...)
}

// read is the command line.
func read(args []string) (order, error) {
	o := order{}
	flags := flag.NewFlagSet("picture", flag.ContinueOnError)
	flags.StringVar(&o.out, "out", filepath.Join(".ci", "picture"), "directory to write to")
	lang := flags.String("lang", string(text.ES), "language of the screen")
	size := flags.String("size", "120x36", "columns and rows")
	moments := flags.String("moments", "run,failure,summary", "which screens: "+strings.Join(momentNames(), ","))
	themes := flags.String("themes", "dark,light", "answers of the terminal about its background")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if n, err := fmt.Sscanf(*size, "%dx%d", &o.w, &o.h); n != 2 || err != nil {
		return o, fmt.Errorf("-size is COLUMNSxROWS, not %q", *size)
	}
	o.lang, o.moments = text.Lang(*lang), strings.Split(*moments, ",")
	for _, name := range o.moments {
		if !known(name) {
			return o, fmt.Errorf("no screen %q; there are %s", name, strings.Join(momentNames(), ", "))
		}
	}
	for _, name := range strings.Split(*themes, ",") {
		l, ok := looks()[name]
		if !ok {
			return o, fmt.Errorf("no theme %q", name)
		}
		o.themes = append(o.themes, l)
	}
	return o, os.MkdirAll(o.out, 0o755)
}

// shoot goes through one tour on one terminal, and writes the pictures on the way.
func (o order) shoot(paso, state string, l look, t tour) error {
	words, err := text.For(o.lang)
	if err != nil {
		return err
	}
	x, err := open(paso, state, l, o, t.args)
	if err != nil {
		return err
	}
	defer x.close()
	left, before := 0, answer{}
	for _, name := range o.moments {
		if t.reaches(name) {
			left++
		}
	}
	for _, s := range t.stops {
		if left == 0 {
			return nil
		}
		if err := x.sees(s.text(words), before); err != nil {
			return err
		}
		if s.moment != "" && o.wants(s.moment) {
			x.settle()
			name := filepath.Join(o.out, s.moment+"-"+l.name+".svg")
			if err := os.WriteFile(name, draw(x.shot(), l), 0o644); err != nil {
				return err
			}
			fmt.Println(name)
			left--
		}
		if err := x.types(s.keys); err != nil {
			return err
		}
		before = answer{s.text(words), s.keys}
	}
	return nil
}

func (o order) wants(moment string) bool {
	for _, name := range o.moments {
		if name == moment {
			return true
		}
	}
	return false
}
