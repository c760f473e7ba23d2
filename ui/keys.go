package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// binding is a key, or several that mean the same, with the id of what it does in
// the catalogue. The last line of the screen and the help are made from bindings
// and from nothing else, so what they say is what works.
type binding struct {
	id   string   // "note": the text is screen.key.note
	keys []string // as Bubble Tea names them; the first is the one that is shown
	show string   // how it is written where that is not the first key
}

func bind(id string, keys ...string) binding { return binding{id: id, keys: keys} }

func (b binding) shown(show string) binding {
	b.show = show
	return b
}

// hit tells whether the key is this one.
func (b binding) hit(k tea.KeyPressMsg) bool { return slices.Contains(b.keys, k.String()) }

// written is how the key is written.
func (b binding) written(s *scene) string {
	switch {
	case b.show == "space":
		return s.t("key.space")
	case b.show != "":
		return b.show
	}
	return b.keys[0]
}

// group is the bindings of one place of the screen.
type group struct {
	id  string // "global": its title is screen.keys.global
	all []binding
}

// keymap is every key of the program.
type keymap struct {
	// Everywhere.
	help, quit, pause, note, contacts, rollback, language, theme binding
	nextPane, prevStep, nextStep, prevTry, nextTry, back, cancel binding
	// Output.
	full, search, wrap, follow, copy, failed, pageUp, pageDown, top, bottom, nextHit, prevHit, typing binding
	left, right, logPath                                                                              binding
	// Choices and lists.
	up, down, choose                                 binding
	cycle, fail, notApplicable, allOK, done, recheck binding
	itemNote                                         binding
	// Fields and dialogs.
	submit, dismiss, clear, keep, save binding
	pickUp, pickDown                   binding
	// Summary and timeline.
	report, notice, timeline, steps binding
	// Everywhere, too.
	palette, values binding
	reconnect       binding
}

func newKeymap() keymap {
	return keymap{
		help: bind("help", "?", "f1"), quit: bind("quit", "q"), pause: bind("pause", "p"), note: bind("note", "n", "ctrl+n"),
		contacts: bind("contacts", "c"), rollback: bind("rollback", "R"), language: bind("language", "l"), theme: bind("theme", "t"),
		nextPane: bind("pane", "tab", "shift+tab").shown("⇥"), prevStep: bind("prev", "["), nextStep: bind("next", "]"), prevTry: bind("prevtry", "{"), nextTry: bind("nexttry", "}"),
		back: bind("back", "esc"), cancel: bind("cancel", "ctrl+c").shown("^C"),

		full: bind("full", "o"), search: bind("search", "/"), wrap: bind("wrap", "w"), follow: bind("follow", "f"),
		copy: bind("copy", "y"), failed: bind("failed", "e"),
		pageUp: bind("pageup", "pgup", "ctrl+b").shown("⇞"), pageDown: bind("pagedown", "pgdown", "ctrl+f").shown("⇟"),
		top: bind("top", "g", "home"), bottom: bind("bottom", "G", "end"),
		left: bind("left", "left", "shift+left").shown("←"), right: bind("right", "right", "shift+right").shown("→"), logPath: bind("logpath", "Y"),
		nextHit: bind("nexthit", "n"), prevHit: bind("prevhit", "N"), typing: bind("typing", "i"),

		up: bind("up", "up", "k").shown("↑"), down: bind("down", "down", "j").shown("↓"), choose: bind("choose", "enter").shown("⏎"),
		cycle: bind("cycle", "space").shown("space"), fail: bind("fail", "x"), notApplicable: bind("na", "n"),
		allOK: bind("all", "a"), done: bind("close", "enter").shown("⏎"), recheck: bind("recheck", "r"),
		itemNote: bind("itemnote", "m"),

		submit: bind("submit", "enter").shown("⏎"), dismiss: bind("dismiss", "esc"), clear: bind("clear", "ctrl+u").shown("^U"),
		keep: bind("keep", "ctrl+k").shown("^K"), save: bind("save", "ctrl+s").shown("^S"),

		palette: bind("palette", ":", "ctrl+p"), values: bind("values", "V"),
		pickUp: bind("pickup", "up", "ctrl+p").shown("↑"), pickDown: bind("pickdown", "down", "ctrl+n").shown("↓"),

		reconnect: bind("reconnect", "ctrl+r").shown("^R"),

		report: bind("report", "v"), notice: bind("noticecopy", "y"), timeline: bind("timeline", "T"), steps: bind("steps", "s"),
	}
}

// move is up and down as one, for the last line.
func (k keymap) move() binding { return bind("move", k.down.keys...).shown("↑↓") }

// pick is the same in a list under a field, where letters are typed.
func (k keymap) pick() binding { return bind("move", k.pickDown.keys...).shown("↑↓") }

// groups is every binding by place: what the help shows.
func (k keymap) groups() []group {
	return []group{
		{"global", []binding{k.palette, k.help, k.nextPane, k.prevStep, k.nextStep, k.prevTry, k.nextTry, k.back, k.note, k.contacts, k.timeline, k.values, k.rollback, k.pause, k.quit, k.cancel, k.reconnect, k.language, k.theme}},
		{"output", []binding{k.full, k.search, k.nextHit, k.prevHit, k.wrap, k.left, k.right, k.follow, k.pageUp, k.pageDown, k.top, k.bottom, k.failed, k.copy, k.logPath, k.typing}},
		{"choices", []binding{k.up, k.down, k.choose}},
		{"lists", []binding{k.cycle, k.fail, k.notApplicable, k.allOK, k.itemNote, k.recheck, k.done}},
		{"fields", []binding{k.submit, k.clear, k.keep, k.save, k.pickUp, k.pickDown, k.dismiss}},
		{"summary", []binding{k.report, k.notice, k.steps}},
	}
}
