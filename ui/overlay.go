package ui

import "github.com/charmbracelet/x/ansi"

// dialogWidth is how wide a dialog is.
func dialogWidth(s *scene) int { return min(s.w-4, max(74, s.w*60/100)) }

// dialogSize is how large a dialog is, borders included.
func (m *model) dialogSize(top asker) (w, h int) {
	s := &m.s
	w, h = dialogWidth(s), s.h-4
	switch d := top.(type) {
	case *question:
		h = min(h, len(d.head(s, w-4))+len(d.items(s))+4)
	case *entry:
		h = min(h, d.height(s, w-4)+2)
	case *sheet:
		w, h = d.size(s)
		if !d.full {
			h = min(h, len(d.body(s, w-4))+2)
		}
	case *finder:
		h = min(h, d.height())
	case *values:
		w = d.width(s)
		h = min(h, d.height(s))
	}
	return w, h
}

// withDialog lays the topmost dialog over the frame.
func (m *model) withDialog(under block, top asker) block {
	s := &m.s
	w, h := m.dialogSize(top)
	y := max(1, (s.h-h)/2)
	if d, isSheet := top.(*sheet); isSheet && d.full {
		y = s.h - h - 1 // the clocks stay in sight
	}
	under.zones = nil // what lies below a dialog cannot be clicked, and steps back
	for i, r := range under.rows {
		under.rows[i] = s.th.render(say(faint, ansi.Strip(r)), paper)
	}
	box := top.view(s, w, h).draw(s.th, w, h)
	margin := draw(s.th, nil, 1, h)
	all := over(under, beside(beside(margin, box), margin), (s.w-w)/2-1, y)
	last := m.footer(s.w)
	all.rows[len(all.rows)-1] = last.rows[0]
	for _, z := range last.zones {
		z.y = len(all.rows) - 1
		all.zones = append(all.zones, z)
	}
	return all
}

// toastLines are what was told last, until the next key.
func (m *model) toastLines(w int) []line {
	if m.toast.text == "" {
		return nil
	}
	lines := wrapped(m.toast.tok, m.toast.text, max(1, w-4))
	if len(lines) > 4 {
		lines = lines[:4]
	}
	for i := range lines {
		mark := "   "
		if i == 0 {
			mark = " ▸ "
		}
		lines[i].spans = append([]span{strong(m.toast.tok, mark)}, lines[i].spans...)
	}
	return lines
}
