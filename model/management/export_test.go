package management

// KeepMost sets how much a tally keeps.
func (t *Tally) KeepMost(n int) { t.most = n }
