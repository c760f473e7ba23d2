package ui

import (
	"strings"
	"testing"
	"time"

	"paso/runbook"
)

// On the smallest screen the outcome stays in sight, and everything else can be scrolled to.
func TestSummaryOnASmallScreen(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "deviations"), setup{w: 80, h: 24})
	s.sees("S U C C E S S", "Servicios en pie desde las", "02:56 / 02:00 !", "Línea de tiempo", "Antes de empezar")
	wanted := map[string]bool{
		"Script editado": false, "la 0004 ya estaba aplicada a mano": false, "02:56 < 02:00": false, "38 ms < 500 ms": false, "12 de 14": false,
		"DEPLOY-STAGING": false, "no enviado": false, "Monitorear logs": false, "Terminado: q para salir": false, "6 Documentación": false, "espera a personas": false,
	}
	for range 80 {
		screen := s.screen()
		if !strings.Contains(screen, "S U C C E S S") {
			t.Fatalf("the outcome is gone:\n%s", screen)
		}
		for text := range wanted {
			wanted[text] = wanted[text] || strings.Contains(screen, text)
		}
		s.keys("down")
	}
	for text, seen := range wanted {
		if !seen {
			t.Errorf("%q never shows", text)
		}
	}
	s.keys("g").sees("Antes de empezar").keys("G").seesNot("Antes de empezar").sees("Terminado: q para salir")
}

// On a wide screen all of it shows at once, with the steps that there is room for.
func TestSummaryOnAWideScreen(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "success"), setup{w: 200, h: 60})
	s.sees("3.2 Ejecutar Migraciones", "Stakeholders notificados", "Terminado: q para salir", "ninguna", "01:21 < 02:00").seesNot(" ↓")
	s.keys("s").seesNot("3.2 Ejecutar Migraciones").keys("s").sees("3.2 Ejecutar Migraciones")
	s = at(t, realBook(t), momentNamed(t, "success"), setup{})
	s.sees("Stakeholders notificados", "Terminado: q para salir").seesNot(" ↓")
}

func TestSummaryOfEveryOutcome(t *testing.T) {
	for name, want := range map[string][]string{
		"rolledback": {"↺  R O L L B A C K", "Servicios en pie desde las", "Rollback a la versión", "no se juzgan", "Rollback en STAGING"},
		"aborted":    {"✗  F A I L E D", "SERVICIOS PARADOS", "siguen parados", "se hará mañana"},
		"success":    {"✓  S U C C E S S", "14 de 14"},
		"deviations": {"⚠  S U C C E S S   con desviaciones", "12 de 14"},
	} {
		at(t, realBook(t), momentNamed(t, name), setup{}).sees(want...)
	}
	early := moment{"early", nil, func(p *player) { p.stage1(); p.Do(runbook.Abort{Reason: "falta el VPN"}) }}
	at(t, realBook(t), early, setup{}).sees("✗  A B O R T E D", "Los servicios no se detuvieron", "falta el VPN")
}

// A window that nobody saw close is read at the end of the run, wherever it shows, and not at the time of the last key.
func TestClocksOfAnEndedRunStand(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "aborted"), setup{w: 200, h: 60})
	elapsed := s.m.s.say.Clock(s.m.s.run.Clock("downtime", s.m.s.run.Ended).Elapsed)
	s.p.now = s.p.now.Add(time.Hour)
	s.keys("down")
	if n := strings.Count(s.screen(), elapsed+" / 02:00"); n != 3 { // the header, the outcome, the timeline
		t.Errorf("%s stands %d times:\n%s", elapsed, n, s.screen())
	}
}
