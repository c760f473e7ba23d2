//go:build lab

package command

import "testing"

// The server is rebooted in the middle of a migration: paso waits for it, finds out what can be found out, and judges nothing. The
// operator reads what is known, and decides.
func TestLabRebootInTheMiddleOfAMigration(t *testing.T) { rebootedInTheMiddle(t, "reboot") }

// The same as after a power cut: nothing had the time to end itself.
func TestLabPowerCutInTheMiddleOfAMigration(t *testing.T) { rebootedInTheMiddle(t, "reboot", "hard") }

func rebootedInTheMiddle(t *testing.T, how ...string) {
	l := newLab(t)
	l.fresh("slowmigration")
	cmd := l.command("pause", l.book())
	// A line is told when it is whole: after this one comes the slow migration, of half a minute.
	rest := l.until(cmd, `Applying permissions\.0003_permission_description\.\.\. OK`)
	l.do(how...)
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
	// Taken up again it stands where it stood: nothing ran meanwhile.
	out = l.run(exitWaiting, l.command("pause", "resume"))
	l.wants("output of resume", out, `cuyo final no se conoce`)
}
