package ui

import (
	tea "charm.land/bubbletea/v2"
)

// asker is a gate or a dialog. It draws a question and turns keys into wishes; it
// keeps a draft (a cursor, a text half typed) and never truth.
type asker interface {
	// view is drawn into w by h cells, borders included. It changes nothing.
	view(s *scene, w, h int) pane
	// key gives wishes, and whether the key was for it: what is not may mean something elsewhere.
	key(s *scene, k tea.KeyPressMsg) (wishes []wish, used bool)
	paste(text string)
	click(s *scene, id string) []wish
	// keys are those that it understands now, for the last line and the help.
	keys(s *scene) []binding
	// editing tells whether letters are typed into it.
	editing() bool
}

// still is an asker's part that takes neither text nor clicks.
type still struct{}

func (still) paste(string)                {}
func (still) click(*scene, string) []wish { return nil }
func (still) editing() bool               { return false }
