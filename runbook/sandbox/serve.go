package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"paso/runbook/routine"
)

// runDaemon is the life of a daemon: ready, serving, until it is told to end or its box is gone.
func runDaemon(l layout, unit string) int {
	c, err := load[config](l.config())
	if err != nil {
		sayReady(err)
		return 1
	}
	signal.Ignore(syscall.SIGPIPE)
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGTERM, syscall.SIGINT)
	reloads := make(chan os.Signal, 1)
	signal.Notify(reloads, syscall.SIGHUP)
	d, err := newDaemon(l, c, unit)
	sayReady(err)
	if err != nil {
		return 1
	}
	const beat = 2 * time.Second
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-ends:
			d.stop()
			return 0
		case <-reloads:
			d.reload()
		case <-ticker.C:
			if !l.exists() { // somebody removed the directory by hand
				return 0
			}
		}
	}
}

// daemon is a running service.
type daemon struct {
	log    *logFile
	server *http.Server // nil for celery
	unit   string
}

func newDaemon(l layout, c config, unit string) (*daemon, error) {
	log, err := openLog(l.errorLog(unit))
	if err != nil {
		return nil, err
	}
	d := &daemon{log: log, unit: unit}
	switch unit {
	case unitGunicorn:
		release, err := readRelease(l.app())
		if err != nil {
			return nil, err
		}
		access, err := openLog(l.accessLog(unit))
		if err != nil {
			return nil, err
		}
		err = d.listen(c.AppPort, app{layout: l, release: release, errors: log, access: access}.routes())
		if err != nil {
			return nil, err
		}
	case unitNginx:
		access, err := openLog(l.accessLog(unit))
		if err != nil {
			return nil, err
		}
		proxy, err := newProxy(l, c, log, access)
		if err != nil {
			return nil, err
		}
		if err := d.listen(c.PublicPort, proxy); err != nil {
			return nil, err
		}
	}
	d.say(startLines(unit, c))
	return d, nil
}

func (d *daemon) listen(port int, handler http.Handler) error {
	listener, err := net.Listen("tcp", loopback(port))
	if err != nil {
		return fmt.Errorf("connection in use: ('127.0.0.1', %d): %w", port, err)
	}
	d.server = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := func(err error) { d.say([]string{"server ended: " + err.Error()}) }
	go routine.Guarded(func() {
		if err := d.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			ended(err)
		}
	}, ended)()
	return nil
}

func (d *daemon) stop() {
	if d.server != nil {
		const drain = time.Second
		ctx, cancel := context.WithTimeout(context.Background(), drain)
		defer cancel()
		_ = d.server.Shutdown(ctx)
	}
	switch d.unit {
	case unitGunicorn:
		d.say([]string{"Handling signal: term", "Shutting down: Master"})
	case unitCelery:
		d.say([]string{"worker: Warm shutdown (MainProcess)"})
	}
}

func (d *daemon) reload() {
	if d.unit == unitNginx {
		d.log.line(fmt.Sprintf("%s [notice] %d#%d: reconfiguring", time.Now().UTC().Format(nginxTime), os.Getpid(), os.Getpid()))
	}
}

// say writes lines to the service's log in its own format.
func (d *daemon) say(lines []string) {
	for _, line := range lines {
		now := time.Now().UTC()
		switch d.unit {
		case unitGunicorn:
			d.log.line(gunicornLine(now, "INFO", line))
		case unitCelery:
			d.log.line(fmt.Sprintf("[%s: INFO/MainProcess] %s", now.Format(celeryTime), line))
		}
	}
}

func startLines(unit string, c config) []string {
	switch unit {
	case unitGunicorn:
		return []string{
			"Starting gunicorn 20.1.0", "Listening at: " + c.appURL() + " (" + itoa(os.Getpid()) + ")",
			"Using worker: sync", "Booting worker with pid: " + itoa(os.Getpid()+1),
		}
	case unitCelery:
		return []string{"Connected to redis://localhost:6379/0", "mingle: searching for neighbors", "mingle: all alone", "celery@" + hostname + " ready."}
	default:
		return nil
	}
}

// How the services write a moment into their logs.
const (
	gunicornTime = "2006-01-02 15:04:05 -0700"
	celeryTime   = "2006-01-02 15:04:05,000"
	nginxTime    = "2006/01/02 15:04:05"
)

func gunicornLine(now time.Time, level, message string) string {
	return fmt.Sprintf("[%s] [%d] [%s] %s", now.Format(gunicornTime), os.Getpid(), level, message)
}

// logFile is a log that several processes append to, a line at a time.
type logFile struct{ file *os.File }

func openLog(path string) (*logFile, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	return &logFile{file}, err
}

func (f *logFile) line(text string) { _, _ = f.file.WriteString(text + "\n") }
