package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"paso/runbook"
	"paso/runbook/engine"
)

// upToStages walks from the start to stage 2: operator, secret, scope, prerequisites.
func (s *session) upToStages() *session {
	s.tb.Helper()
	s.sees("¿Quién está al teclado?").keys("enter")
	s.sees("DB_PASSWORD").write("secreta").seesNot("secreta").sees("•••••••").keys("enter")
	s.sees("Fuera de alcance").keys("down", "enter")
	return s.sees("Prerequisitos").keys("a", "down", "enter", "enter")
}

func TestWalkToSuccess(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, nil)
	s.upToStages()
	s.sees("Etapa 2", "los servicios están parados").keys("enter").sees("Etapa 2").keys("down", "enter")
	s.sees("Etapa 5").keys("enter")
	s.sees("¿Quién lo hace?", "Marta Gil").keys("enter").sees("Luis Ortega").keys("enter")
	s.sees("5.4", "Login de usuario funcional").keys("enter").sees("Quedan puntos sin marcar").keys("a", "down", "enter", "enter")
	s.sees("Validar deployment", "Todavía nadie ha respondido").keys("enter").sees("Validar deployment").keys("down", "enter").sees("Comentario").keys("enter")
	s.sees("Aprobar para QA").keys("down", "enter", "enter")
	s.sees("Etapa 6").keys("enter")
	s.sees("Carlos Vega").keys("enter")
	s.sees("Aviso", "#deployments").keys("enter")
	if !strings.Contains(s.copied, "Deployment a STAGING completado") {
		t.Fatalf("copied %q", s.copied)
	}
	s.keys("s", "enter").sees("Notificar stakeholders").keys("down", "enter", "enter")
	s.sees("S U C C E S S", "14 de 14", "ninguna")
	if s.p.run.Outcome != runbook.Success {
		t.Fatal(s.p.run.Outcome)
	}
	s.keys("v").sees("Commits").keys("esc").sees("S U C C E S S").keys("q")
	if !s.ended {
		t.Fatal("q does not leave after the end")
	}
}

func TestFailureToRollback(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	s.sees("3.2 Ejecutar Migraciones ha fallado", "código 1", "no_such_table", "Los servicios están parados", "Database Admin")
	s.keys("enter").sees("Plan de rollback", "iact_staging_20261123_141902.sql", "se pierde")
	s.keys("enter").sees("ha fallado") // no is where the cursor stands
	s.keys("enter", "down", "enter").sees("rollback entero").keys("enter").seesNot("rollback entero")
	s.keys("up", "enter").sees("ha fallado")
	s.keys("enter", "down", "enter", "down", "enter")
	s.sees("Aviso", "Rollback en STAGING").keys("s", "enter")
	s.sees("R O L L B A C K", "versión anterior")
	if s.p.run.Outcome != runbook.RolledBackOutcome {
		t.Fatal(s.p.run.Outcome)
	}
}

// Keys typed before a gate opened do not answer it.
func TestGateSwallowsKeys(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "stage"), setup{})
	before := len(s.p.commands)
	s.hasty("down", "enter", "enter", "down", "enter")
	if got := s.p.commands[before:]; len(got) != 0 {
		t.Fatalf("keys typed before the gate was seen did %#v", got)
	}
	s.keys("down", "enter")
	if got := s.p.commands[before:]; len(got) != 1 {
		t.Fatalf("after a quiet moment: %#v", got)
	}
}

// Every gate opens on an answer that changes nothing on the server.
func TestFirstAnswerIsSafe(t *testing.T) {
	for _, name := range []string{"scope", "preflight", "stage", "failure", "unknown", "plan", "approval", "notice"} {
		s := at(t, realBook(t), momentNamed(t, name), setup{})
		before := len(s.p.commands)
		s.keys("enter")
		for _, c := range s.p.commands[before:] {
			switch c.(type) {
			case runbook.Retry, runbook.StartRollback, runbook.MarkDone, runbook.Skip, runbook.Abort, runbook.OpenShell:
				t.Errorf("%s: ⏎ alone gives %#v", name, c)
			case runbook.Approve, runbook.SendNotice, runbook.Confirm:
				t.Errorf("%s: ⏎ alone answers for somebody: %#v", name, c)
			default:
			}
		}
	}
}

func TestPrerequisites(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "prerequisites"), setup{})
	s.sees("comprobado", "1 fallido", "nota: misma red").keys("down", "down", "down")
	s.keys("space").sees("Aceptar contra la comprobación").keys("enter").sees("Hace falta un motivo").keys("esc")
	s.keys("r").seesNot("1 fallido")
	s.keys("n").sees("No aplica").write("otro equipo").keys("enter").sees("nota: otro equipo")
	s.keys("x").sees("1 fallido").keys("a", "down", "enter", "enter").sees("no se cumplen")
	s.keys("space", "enter")
	if !s.p.run.PrereqsClosed {
		t.Fatalf("not closed:\n%s", s.screen())
	}
}

func TestChecklistFails(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "checklist"), setup{})
	s.keys("a", "down", "enter", "enter").sees("ha fallado", "Panel de admin accesible", "sin estilos")
	s.keys("v", "enter").sees("5.4 Validación Funcional Manual", "5 de 5")
}

func TestApprovalRefused(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "approval"), setup{})
	s.sees("declarada en este teclado").keys("down", "down", "enter").sees("no aprueba").write("falta el panel").keys("enter")
	s.sees("ha fallado", "Marta Gil no aprobó: falta el panel")
}

func TestEditAndRetry(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	s.keys("e", "enter").sees("Editar 3.2").keys("ctrl+s").sees("no ha cambiado")
	s.write("echo listo; ").keys("ctrl+s").sees("Motivo").write("sin la 0004").keys("enter")
	var edited *runbook.Attempt
	for _, a := range s.p.run.Steps["migrate"].Attempts {
		if a.Edited {
			edited = a
		}
	}
	if edited == nil || !strings.HasPrefix(edited.Script, "echo listo; ") {
		t.Fatalf("no edited attempt:\n%s", s.screen())
	}
	s.sees("1 desviación")
}

func TestBrokenScriptIsRefused(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	s.keys("e", "enter").write("if true; ").keys("ctrl+s").sees("bash no podría leerlo").keys("esc").sees("ha fallado")
}

func TestSudo(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "sudo"), setup{})
	s.sees("sudo pide su contraseña").write("q?secreto").seesNot("secreto").keys("ctrl+k").sees("[✓]").keys("enter")
	if len(s.p.secrets) != 1 || s.p.secrets[0] != "q?secreto" || !s.p.kept || len(s.p.typed) != 0 {
		t.Fatal(s.p.secrets, s.p.kept, s.p.typed)
	}
}

func TestShell(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, failing("migrate"))
	s.p.window()
	s.settle()
	s.p.hold["migrate"] = true
	s.keys("s", "enter").sees("transcrito").write("mirar la tabla").keys("enter")
	s.p.box.Input = &engine.Input{Step: "migrate", Attempt: 2, Echo: true, Shell: true}
	s.p.fresh = true
	s.settle()
	s.sees("Shell en el servidor").write("ls -l").keys("enter")
	if len(s.p.typed) != 1 || s.p.typed[0] != "ls -l" {
		t.Fatal(s.p.typed)
	}
}

func TestCancel(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("ctrl+c").sees("INT", "TERM", "KILL").keys("enter").seesNot("INT")
	s.keys("ctrl+c", "down", "enter").sees("cancelado por una persona")
}

func TestLeave(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("q").sees("¿Salir?").keys("ctrl+c").seesNot("¿Salir?")
	s.keys("q").sees("¿Salir?", "PARADOS", "sigue ejecutándose", "paso resume 20261123").keys("enter").seesNot("¿Salir?")
	if s.ended {
		t.Fatal("left by ⏎ alone")
	}
	s.keys("q", "down", "enter")
	if !s.ended || s.p.run.Paused == nil || s.p.run.Paused.Why != "operator" {
		t.Fatal("not paused")
	}
}

func TestPrompts(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, nil)
	s.p.box.Prompt = &engine.Prompt{ID: 1, Kind: engine.PromptHostKey, Host: "staging-server", Fingerprint: "SHA256:abc", KeyType: "ssh-ed25519", File: "known_hosts"}
	s.p.fresh = true
	s.settle()
	s.sees("SHA256:abc", "ssh-ed25519").keys("enter").sees("entero").write("s").keys("enter").sees("entero").write("í").keys("enter")
	s.p.box.Prompt = &engine.Prompt{ID: 2, Kind: engine.PromptPassword, Host: "staging-server", Text: "deploy's password: \x1b[31m"}
	s.p.fresh = true
	s.settle()
	s.sees("deploy's password").write("clave").seesNot("clave").keys("enter")
	if strings.Join(s.p.answers, " ") != "yestrue clavetrue" {
		t.Fatal(s.p.answers)
	}
}

// A question that comes again opens on its safe answer again.
func TestChoiceIsNeverHalfMade(t *testing.T) {
	s := newSession(t, realBook(t), setup{}, func(p *player) { p.badCheck["health"] = 2 })
	s.p.window()
	s.settle()
	s.keys("v", "enter").sees("4.4 Verificar Conectividad ha fallado", "▌ b").seesNot("▌ v")
}

func TestLanguageAndTheme(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "stage"), setup{})
	s.keys("l").sees("Stage 2", "Not yet").keys("l").sees("Etapa 2")
	for _, want := range []themeName{lightTheme, contrastTheme, plainTheme, darkTheme} {
		if s.keys("t"); s.m.s.th.name != want {
			t.Fatalf("%s, want %s", s.m.s.th.name, want)
		}
	}
	s.send(tea.BackgroundColorMsg{})
	if s.m.s.th.name != darkTheme {
		t.Fatal("the terminal's background undid the operator's choice")
	}
}

// What is typed into a dialog is not swallowed by a gate that opens behind it, and
// does not answer it either.
func TestGateOpensBehindADialog(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("n").write("una no")
	delete(s.p.hold, "migrate")
	s.p.end(1, "")
	s.p.advance()
	s.settle()
	before := len(s.p.commands)
	s.write("ta").keys("enter").hasty("enter", "r", "enter").sees("ha fallado")
	if got := s.p.commands[before:]; len(got) != 1 || got[0] != (runbook.AddNote{Step: "migrate", Text: "una nota"}) {
		t.Fatalf("%#v", got)
	}
}
