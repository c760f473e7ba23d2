package sandbox

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"paso/runbook/routine"
)

// stopGrace is how long a daemon may take to end before it is killed.
const stopGrace = 5 * time.Second

// startAll starts what should run and does not: everything in a new box, and what a reboot ended in an old one. A unit that
// somebody stopped stays so.
func startAll(l layout, c config) error {
	return update(l.unitsFile(), func(all *units) error {
		if *all == nil {
			*all = units{}
		}
		for _, kind := range unitKinds() {
			u, known := (*all)[kind.name]
			if known && (!u.Wanted || u.Flapping || u.Process.alive()) {
				continue
			}
			started, err := launch(l, c, kind)
			if err != nil {
				return err
			}
			(*all)[kind.name] = started
			if err := journalStart(l, kind, started.Process.PID, started.Since); err != nil {
				return err
			}
		}
		return nil
	})
}

// startUnit is `systemctl start`. It returns when the service is ready, as for a unit of Type=notify.
func startUnit(l layout, c config, kind unitKind) error {
	return update(l.unitsFile(), func(all *units) error {
		if u := (*all)[kind.name]; u.Wanted && !u.Flapping && u.Process.alive() {
			return nil
		}
		started, err := launch(l, c, kind)
		if err != nil {
			return err
		}
		(*all)[kind.name] = started
		return journalStart(l, kind, started.Process.PID, started.Since)
	})
}

// flapUnit is `systemctl start` of a service that crashes after each start: it looks started at first.
func flapUnit(l layout, kind unitKind, now time.Time) error {
	return update(l.unitsFile(), func(all *units) error {
		old := (*all)[kind.name]
		if old.Flapping {
			return nil
		}
		if err := old.Process.end(stopGrace); err != nil {
			return err
		}
		(*all)[kind.name] = unitState{Wanted: true, Flapping: true, Since: now}
		return errors.Join(journalCrash(l, kind, now), logCrash(l, kind, now))
	})
}

// logCrash leaves in the service's own log what made it end.
func logCrash(l layout, kind unitKind, now time.Time) error {
	log, err := openLog(l.errorLog(kind.name))
	if err != nil {
		return err
	}
	log.line(gunicornLine(now.UTC(), "ERROR", "Exception in worker process") + "\n" + crashTrace(moduleOf(kind)))
	return log.file.Close()
}

// stopUnit is `systemctl stop`. It returns when the process is gone.
func stopUnit(l layout, kind unitKind, now time.Time) error {
	return update(l.unitsFile(), func(all *units) error {
		old := (*all)[kind.name]
		if !old.Wanted {
			return nil
		}
		if err := old.Process.end(stopGrace); err != nil {
			return err
		}
		(*all)[kind.name] = unitState{Since: now}
		return journalStop(l, kind, now)
	})
}

// launch starts the daemon of a unit and waits until it says that it is ready, over a pipe, or why it cannot be.
func launch(l layout, c config, kind unitKind) (unitState, error) {
	ready, report, err := os.Pipe()
	if err != nil {
		return unitState{}, err
	}
	defer func() { _ = ready.Close() }()
	command := exec.Command(l.program())
	command.Args = kind.argv(l, c)
	command.Dir = l.app()
	command.Env = append(sessionEnv(l, searchPath(), os.Getenv(fastVariable)), daemonVariable+"="+kind.name)
	command.ExtraFiles = []*os.File{report}
	command.SysProcAttr = ownSession()
	err = command.Start()
	_ = report.Close()
	if err != nil {
		return unitState{}, fmt.Errorf("start %s: %w", kind.name, err)
	}
	go routine.Guarded(func() { _ = command.Wait() }, func(error) {})() // no zombie stays while we live; nothing else hangs on it
	line, err := bufio.NewReader(ready).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return unitState{}, err
	}
	if line = strings.TrimSpace(line); line != readyLine {
		return unitState{}, &launchError{unit: kind.name, why: line}
	}
	p, err := identify(command.Process.Pid)
	return unitState{Wanted: true, Process: p, Since: time.Now()}, err
}

// launchError says that a service did not come up: the code is broken, or its port is taken.
type launchError struct{ unit, why string }

func (e *launchError) Error() string { return "start " + e.unit + ": " + e.why }

const (
	readyLine = "ready"
	reportFD  = 3 // the first of ExtraFiles
)

// sayReady tells the starter that the daemon serves.
func sayReady(problem error) {
	report := os.NewFile(reportFD, "report")
	if report == nil {
		return
	}
	line := readyLine
	if problem != nil {
		line = problem.Error()
	}
	_, _ = fmt.Fprintln(report, line)
	_ = report.Close()
}

// reloadUnit is `systemctl reload`: the process stays the same.
func reloadUnit(l layout, kind unitKind, now time.Time) error {
	all, err := load[units](l.unitsFile())
	if err != nil {
		return err
	}
	s := all[kind.name].look(now)
	if s.pid == 0 {
		return errors.New(kind.name + ".service is not active, cannot reload.")
	}
	if err := signalPID(s.pid, syscall.SIGHUP); err != nil {
		return err
	}
	title := kind.name + ".service - " + kind.description
	return logUnit(l, manager(kind, now, "Reloading "+title+"..."), manager(kind, now, "Reloaded "+title+"."))
}
