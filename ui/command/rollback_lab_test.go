//go:build lab

package command

import (
	"flag"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// killedFaults are the failures whose rollback is killed; "all" is each that is known here. A crash's has every step, and the
// others are rolled back without a kill by tests of their own.
var killedFaults = flag.String("faults", "crash", "failures whose rollback TestLabKilledInEveryStepOfTheRollback kills, or all")

// A paso that is killed in each step of its rollback in turn, on the real server: each time the next one goes on, nothing of
// the rollback runs twice, and in the end the old version is served on the old schema.
func TestLabKilledInEveryStepOfTheRollback(t *testing.T) {
	known := map[string]string{
		"badmigration": "1 2 3 4 6 7",   // 3.2
		"crash":        "1 2 3 4 5 6 7", // 4.1 to 4.4
		"smokefail":    "1 2 3 4 5 6 7", // 5.1
	}
	faults := strings.Split(*killedFaults, ",")
	if *killedFaults == "all" {
		faults = slices.Sorted(maps.Keys(known))
	}
	for _, fault := range faults {
		steps := known[fault]
		if steps == "" {
			t.Fatalf("no such failure: %q", fault)
		}
		t.Run(fault, func(t *testing.T) {
			l := newLab(t)
			l.fresh(fault)
			rows := l.sql("select count(*) from permissions_permission")
			args, kills := []string{l.book()}, 0
			for _, n := range strings.Fields(steps) {
				cmd := l.command("rollback", args...)
				rest := l.until(cmd, `Paso R\.`+n+` `)
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				rest()
				_ = cmd.Wait() // killed
				args = []string{"resume"}
				kills++
			}
			out := l.run(exitRolledBack, l.command("rollback", args...))
			l.wants("output", out, `Resultado: ROLLBACK$`)
			l.wants("health", l.served(), `1\.3\.0`)
			if got := l.sql("select count(*) from django_migrations where app='permissions'"); got != "2" {
				t.Errorf("%s migrations are applied", got)
			}
			if got := l.sql("select count(*) from permissions_permission"); got != rows {
				t.Errorf("%s rows, before it were %s", got, rows)
			}
			if got := strings.TrimSpace(l.on("deploy", "git -C /var/www/iact-backend status --porcelain --branch")); got != "" && !regexp.MustCompile(`^## staging\.\.\.`).MatchString(got) {
				t.Errorf("the work tree: %s", got)
			}
			r := l.show()
			for _, s := range r.Steps {
				if strings.HasPrefix(s.ID, "rollback.") && s.Attempts > 1 {
					t.Errorf("%s ran %d times", s.ID, s.Attempts)
				}
			}
			t.Logf("%s: %d kills, rollback %.1f s, downtime %.1f s", fault, kills, l.clock(r, "rollback").Seconds, l.clock(r, "downtime").Seconds)
			l.nothingLeft()
		})
	}
}
