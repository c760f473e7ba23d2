package runbook

// waitLock is a duration, written as in the runbook.
func (r *answersReader) waitLock(place path, value any) {
	said, ok := r.text(place, value)
	if !ok {
		return
	}
	d, err := ParseDuration(said)
	if err != nil {
		r.fail(place, "answers.want-duration", "Value", said)
		return
	}
	r.answers.WaitLock = d
}

// takeOver is the reason, which goes into the record.
func (r *answersReader) takeOver(place path, value any) {
	if reason, ok := r.text(place, value); ok {
		r.answers.TakeOver = reason
	}
}
