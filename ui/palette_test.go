package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"paso/runbook"
	"paso/runbook/text"
)

func TestFuzzy(t *testing.T) {
	names := []string{"Código de salida", "Reanudar la ejecución", "3.2 Ejecutar Migraciones", "salir: pregunta antes", "Detener servicios", "日本 テスト"}
	var texts []folded
	for _, n := range names {
		texts = append(texts, fold(n))
	}
	for query, want := range map[string]string{
		"codigo": "Código de salida", "CÓDIGO": "Código de salida", "co\u0301digo": "Código de salida", "rnudar": "Reanudar la ejecución", "migr 3.2": "3.2 Ejecutar Migraciones",
		"salir": "salir: pregunta antes", "dserv": "Detener servicios", "テス": "日本 テスト",
	} {
		got := searchFolded(texts, query)
		if len(got) == 0 || names[got[0].index] != want {
			t.Errorf("%q finds %v, want %s", query, got, want)
		}
	}
	if score, _ := texts[0].find("codigo"); score < wholeWord {
		t.Error("an accent stands between letters:", score)
	}
	for _, nothing := range []string{"xyz", "rollback", "aeiouaeiou", "  "} {
		if got := searchFolded(texts, nothing); len(got) != 0 {
			t.Errorf("%q finds %v", nothing, got)
		}
	}
}

// What is highlighted is what was typed, with its accents.
func TestFuzzyHighlight(t *testing.T) {
	f := fold("El Co\u0301digo")
	got := searchFolded([]folded{f}, "codig")
	lighted := ""
	for _, s := range lit(f.text, 0, got[0].at, plain) {
		if s.tok == accent {
			lighted += s.text
		}
	}
	if lighted != "Códig" {
		t.Errorf("%q", lighted)
	}
}

// observed is everything that an action could change, that is, what a person could see of it.
func (s *session) observed() string {
	return fmt.Sprint(s.m.frame().rows, s.m.s.th.name, len(s.p.commands), s.copied, s.ended, s.p.answers)
}

// Every key of everywhere, of the output and of the summary is offered where it does
// something, and nowhere else; and the palette finds it in both languages by what the help says.
func TestPaletteOffersWhatWorks(t *testing.T) {
	book := realBook(t)
	offered := map[string]bool{}
	for _, name := range []string{"operator", "scope", "prerequisites", "running", "outage", "sudo", "failure", "check", "rollback", "success", "aborted"} {
		mom := momentNamed(t, name)
		for _, g := range newKeymap().groups() {
			if g.id != "global" && g.id != "output" && g.id != "summary" {
				continue
			}
			for _, b := range g.all {
				s := at(t, book, mom, setup{})
				s.m.o.LogPath = func(string, int) string { return "/log" }
				does := s.m.offers(g.id, b)
				offered[g.id+b.id] = offered[g.id+b.id] || does
				before := s.observed()
				s.obey(s.m.pressIn(g.id, b))
				s.settle()
				changed := s.observed() != before && !strings.Contains(s.screen(), s.m.s.t("summary.finishing")) && !strings.Contains(s.screen(), s.m.s.t("summary.nonotice"))
				switch b.id {
				case "palette", "rollback", "cancel": // it is open; refused with a word; leaves instead
					continue
				}
				if does != changed {
					t.Errorf("%s: %s/%s: offered %v, does something %v", mom.name, g.id, b.id, does, changed)
				}
			}
		}
	}
	for _, b := range newKeymap().groups()[0].all {
		if id := "global" + b.id; !offered[id] && b.id != "palette" && b.id != "prevtry" && b.id != "nexttry" && b.id != "back" {
			t.Errorf("%s is offered at no moment", id)
		}
	}
}

// From where each does something, every such key is in the palette, with its key beside it.
func TestPaletteFindsEveryBinding(t *testing.T) {
	for _, lang := range text.Languages() {
		found := map[string]bool{}
		for _, s := range []*session{scrolledOutput(t, lang), at(t, realBook(t), momentNamed(t, "success"), setup{lang: lang}), at(t, realBook(t), momentNamed(t, "sudo"), setup{lang: lang}),
			at(t, realBook(t), momentNamed(t, "outage"), setup{lang: lang}),
		} {
			s.m.focus = onMain
			for _, it := range s.m.paletteItems() {
				if it.do.kind == pressKey && it.key == it.do.key.written(&s.m.s) && it.label == capital(s.m.s.t("help."+it.do.key.id)) {
					found[it.do.from+it.do.key.id] = true
				}
			}
		}
		for _, g := range newKeymap().groups() {
			for _, b := range g.all {
				if (g.id == "global" || g.id == "output" || g.id == "summary") && b.id != "palette" && !found[g.id+b.id] {
					t.Errorf("%s: %s/%s cannot be found", lang, g.id, b.id)
				}
			}
		}
	}
}

// scrolledOutput is where every key of the output does something: scrolled in both
// directions, searched, and of the second of three attempts.
func scrolledOutput(t *testing.T, lang text.Lang) *session {
	t.Helper()
	s := newSession(t, realBook(t), setup{lang: lang}, func(p *player) {
		p.fails["migrate"], p.said["migrate!"], p.said["migrate"] = 2, strings.Repeat(strings.Repeat("x", 400)+"\n", 90), migrating
		p.window()
		p.Do(runbook.Retry{Step: "migrate"})
		p.hold["migrate"] = true
		p.Do(runbook.Retry{Step: "migrate"})
	})
	s.m.o.LogPath = func(string, int) string { return "/log" }
	return s.keys("{", "o", "/").write("x").keys("enter", "pgup", "right", "right")
}

func TestPaletteDoes(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{w: 80, h: 24})
	s.keys(":").sees("Acciones", "Ir al panel siguiente", "❯").write("nota").keys("enter").sees("Nota").keys("esc")
	s.keys("ctrl+p").write("1.2 backup").sees("1.2 Crear Backup").keys("enter").sees("─ 1.2 Crear Backup").keys("esc")
	s.keys(":").write("sin color").keys("enter")
	if s.m.s.th.name != plainTheme {
		t.Error(s.m.s.th.name)
	}
	s.keys(":").write("english").keys("enter").sees("Checks  ").keys(":").write("español").keys("enter").sees("Comprueba")
	s.keys(":").write("database admin").keys("enter").sees("Contactos").keys("esc")
	s.keys(":").write("BACKUP_FILE").sees("iact_staging").keys("enter").sees("capturado en 1.2", "/backups/iact_staging_20261123_141902.sql").keys("esc")
	s.keys(":").write("qqqq").sees("Nada se llama así", "0 de").keys("enter").sees("Nada se llama así").keys("ctrl+u").sees("Mirar el paso").keys("esc").seesNot("❯")
}

// What a gate makes two keys, the palette does not make one: it moves to a choice and chooses none.
func TestPaletteChoosesNothing(t *testing.T) {
	for _, m := range moments() {
		s := at(t, realBook(t), m, setup{})
		for i, it := range s.m.paletteItems() {
			if it.do.kind != pointAt {
				continue
			}
			s := at(t, realBook(t), m, setup{})
			before := len(s.p.commands)
			s.keys("ctrl+p").keys(slices.Repeat([]string{"down"}, i)...).keys("enter")
			if len(s.p.commands) != before || len(s.m.dialogs) != 0 {
				t.Errorf("%s: choosing %q in the palette did something", m.name, it.label)
			}
		}
	}
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	s.keys(":").write("darlo por hecho").keys("enter").sees("▌ m").keys("enter").sees("Motivo")
}

// The gate at which the palette opened has gone when something is chosen in it: nothing happens.
func TestPaletteDoesNothingLate(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys(":").write("cancelar")
	delete(s.p.hold, "migrate")
	s.p.end(1, "")
	s.p.advance()
	s.settle()
	before := len(s.p.commands)
	s.keys("enter").sees("ya no se puede hacer", "ha fallado")
	if len(s.p.commands) != before {
		t.Error("did something")
	}
	s = at(t, realBook(t), momentNamed(t, "prerequisites"), setup{})
	s.keys(":").write("marcar como correcto todo")
	s.m.askID += "another list"
	before = len(s.p.commands)
	if s.keys("enter"); len(s.p.commands) != before {
		t.Error("ticked another list")
	}
	s = at(t, realBook(t), momentNamed(t, "prerequisites"), setup{})
	s.keys(":").write("marcar como correcto todo")
	s.p.Do(runbook.Abort{Reason: "x"})
	s.settle()
	before = len(s.p.commands)
	if s.keys("enter"); len(s.p.commands) != before {
		t.Error("ticked what is not there")
	}
}

// Letters typed into it never reach a gate; where a script or a value is typed, ':' is a letter.
func TestPaletteAndLetters(t *testing.T) {
	s := at(t, realBook(t), momentNamed(t, "failure"), setup{})
	before := len(s.p.commands)
	s.keys(":").hasty("r", "m", "a", "s", "b").sees("❯ rmasb").keys("esc").sees("▌ b")
	if len(s.p.commands) != before {
		t.Error("a letter reached the gate")
	}
	s = at(t, realBook(t), momentNamed(t, "sudo"), setup{})
	s.keys(":").seesNot("Acciones ─").keys("ctrl+p").sees("Acciones ─").write("q").keys("esc", "enter")
	if strings.Join(s.p.secrets, "|") != ":" {
		t.Errorf("%q", s.p.secrets)
	}
	s = at(t, realBook(t), momentNamed(t, "secret"), setup{})
	s.keys(":").seesNot("Acciones ─").keys("ctrl+p").sees("Acciones ─")
	s = at(t, realBook(t), momentNamed(t, "running"), setup{})
	s.keys("n", "ctrl+p").seesNot("Acciones ─") // not over another dialog
}

// Opening, drawing and searching the palette of a runbook of 10,000 steps.
func BenchmarkPaletteMany(b *testing.B) {
	items := make([]paletteItem, 10_000)
	for i := range items {
		items[i] = paletteItem{group: "g", label: fmt.Sprintf("%d.%d Ejecutar Migraciones número", i/10, i%10), detail: "hecho"}
	}
	s := at(b, realBook(b), momentNamed(b, "running"), setup{w: 200, h: 60})
	s.m.dialogs = append(s.m.dialogs, newPalette(items))
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			newPalette(items)
		}
	})
	b.Run("view", func(b *testing.B) {
		for b.Loop() {
			s.m.View()
		}
	})
	b.Run("search", func(b *testing.B) {
		p := newPalette(items)
		p.field.set("migr")
		for b.Loop() {
			p.search()
		}
	})
}
