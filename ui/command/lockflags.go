package command

import "paso/runbook"

// lockAnswers puts what the command line says of another run's lock over the answers of a file.
func (a *app) lockAnswers(answers *runbook.Answers) *runbook.Answers {
	said := *answers
	if a.waitLock > 0 {
		said.WaitLock = runbook.Duration(a.waitLock)
	}
	if a.takeOver != "" {
		said.TakeOver = a.takeOver
	}
	return &said
}
