package model

// Gap is something that could not be read, and why.
type Gap struct {
	Kind      FailureKind
	Operation string
	Target    string
	Cause     string
	Fix       string
	Missing   PartKey // in a Snapshot, the part that is missing because of it; else zero
}

// Gap returns the failure as a gap in the reading.
func (f *Failure) Gap() Gap {
	return Gap{Kind: f.Kind, Operation: f.Operation, Target: f.Target, Cause: f.Cause, Fix: f.Fix}
}

// Sentence returns the gap in one line: operation, target, cause and fix.
func (g Gap) Sentence() string {
	return (&Failure{Operation: g.Operation, Target: g.Target, Cause: g.Cause, Fix: g.Fix}).Error()
}
