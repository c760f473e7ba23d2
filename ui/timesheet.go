package ui

// timelineSheet is the timeline over the whole body, also while the run goes on: a stage has its steps where there is room
// for all of them, or as the key says.
func timelineSheet(s *scene) asker {
	keys := newKeymap()
	steps := stepsThatFit
	d := &sheet{title: s.t("timeline.title"), toggle: keys.timeline, full: true, extra: keys.steps}
	room := func(s *scene) int {
		w, h := d.size(s)
		return h - 2 - len(timelineLines(s, w-4, 0))
	}
	d.body = func(s *scene, w int) []line { return timelineLines(s, w, steps.room(room(s))) }
	d.press = func(s *scene) { steps, d.scroll = steps.other(s, room(s)), scroller{} }
	return d
}
