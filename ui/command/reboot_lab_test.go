//go:build lab

package command

import (
	"strings"
	"testing"
)

// The server is rebooted in the middle of a migration: paso waits for it, finds out what can be found out, and judges nothing. The
// operator reads what is known, and decides.
func TestLabRebootInTheMiddleOfAMigration(t *testing.T) {
	for _, kind := range []string{"", "hard"} {
		t.Run("reboot "+kind, func(t *testing.T) {
			l := newLab(t)
			l.fresh("slowmigration")
			cmd := l.command("pause", l.book())
			// A line is told when it is whole: after this one comes the slow migration, of half a minute.
			rest := l.until(cmd, `Applying permissions\.0003_permission_description\.\.\. OK`)
			l.do(strings.Fields("reboot " + kind)...)
			out := rest()
			if got := exitOf(cmd.Wait()); got != exitWaiting {
				t.Fatalf("exit code %d\n%s", got, out)
			}
			t.Logf("%s", out[max(0, len(out)-3500):])
			l.wants("output", out, `El servidor se reinició|no queda rastro`, `No queda vivo ningún proceso del intento`, `Applying permissions\.0004_slowmigration`)
			applied := l.sql("select count(*) from django_migrations where name='0004_slowmigration'")
			state := ""
			for _, s := range l.show().Steps {
				if s.ID == "migrate" {
					state = s.State
				}
			}
			t.Logf("migration applied: %s, step: %s", applied, state)
			if state != "unknown" || applied != "0" {
				t.Errorf("migrate is %q, applied %s", state, applied)
			}
			// Its checks, which the resume makes again, say the same as the database.
			out = l.run(exitWaiting, l.command("pause", "resume"))
			l.wants("output of resume", out, `No se sabe cómo terminó|cuyo final no se conoce`)
		})
	}
}
