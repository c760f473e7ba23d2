package main

import (
	"slices"
	"strings"

	"paso/runbook/text"
)

const (
	enter  = "\r"
	second = "\x1b[B\r" // the first choice of a gate is the safe one
	all    = "a" + second + enter
)

// stop is a place of the tour: what is seen there, and the keys that go on from it.
type stop struct {
	id     string   // a text of the catalogue's area "screen"
	args   []string // its values
	said   string   // or what the procedure or the server says
	moment string   // what a picture taken here is called
	keys   string
}

// text is what the screen has to show.
func (s stop) text(words *text.Catalogue) string {
	if s.id != "" {
		return strings.TrimSpace(words.Say("screen."+s.id, s.args...))
	}
	return s.said
}

// tour is a walk through the demo.
type tour struct {
	name  string
	args  []string
	stops []stop
}

func (t tour) reaches(moment string) bool {
	return slices.ContainsFunc(t.stops, func(s stop) bool { return s.moment == moment })
}

// stage is the gate before a stage.
func stage(number, keys string) stop {
	return stop{id: "stage.title", args: []string{"Number", number, "Title", ""}, keys: keys}
}

func approval(activity, moment string) stop {
	return stop{id: "approval.title", args: []string{"Activity", activity}, moment: moment, keys: second + enter}
}

// begin is how both tours begin: who is there, what is left out, the prerequisites, and the services may go down.
func begin() []stop {
	return []stop{
		{id: "start.title", moment: "start", keys: enter},
		{id: "operator.title", keys: enter},
		{id: "scope.title", keys: second},
		{said: "Técnicos", moment: "prerequisites", keys: all}, // its title stands in the list of the start too
		stage("2", second),
	}
}

// tours are the walks.
func tours() []tour {
	success := append(begin(),
		stop{said: "Applying permissions", moment: "run"},
		stage("5", enter),
		stop{said: "Marta Gil", keys: enter},
		stop{said: "Luis Ortega", keys: enter},
		stop{said: "Login de usuario", moment: "checklist", keys: all},
		approval("Validar deployment", "approval"),
		approval("Aprobar para QA", ""),
		stage("6", enter),
		stop{said: "Carlos Vega", keys: enter},
		stop{id: "notice.sent", keys: "s" + enter},
		approval("Notificar stakeholders", ""),
		stop{said: "S U C C E S S", moment: "summary"},
	)
	failure := append(begin(),
		stop{id: "failure.title", args: []string{"Step", "3.2 Ejecutar Migraciones"}, moment: "failure", keys: enter},
		stop{id: "plan.title", moment: "plan"},
	)
	failure[0].moment, failure[3].moment = "", "" // a moment is on one tour
	return []tour{{name: "success", stops: success}, {name: "failure", args: []string{"--fail", "3.2"}, stops: failure}}
}

// toursTo are the tours on which the moments lie.
func toursTo(moments []string) []tour {
	var wanted []tour
	for _, t := range tours() {
		if slices.ContainsFunc(moments, t.reaches) {
			wanted = append(wanted, t)
		}
	}
	return wanted
}

func momentNames() []string {
	var names []string
	for _, t := range tours() {
		for _, s := range t.stops {
			if s.moment != "" {
				names = append(names, s.moment)
			}
		}
	}
	return names
}

func known(moment string) bool { return slices.Contains(momentNames(), moment) }
