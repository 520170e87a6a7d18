package aws

import (
	"context"

	"deputy/model"
)

// lane is how a job of a run calls AWS: until when it waits for its turn, how
// urgent it is, and in which Region. A call that has begun ends with the run,
// not with the job.
type lane struct {
	run      *run
	wait     context.Context
	priority int
	region   model.Region // of a service's own API; empty for the session's
}

// in returns the lane for calls to another Region.
func (l lane) in(region model.Region) lane {
	l.region = region
	return l
}

// watch begins the progress of a part. Total is the number of calls; zero if it
// is not known.
func (l lane) watch(part model.Part, target, operation string, total int) *progress {
	l.run.reportProgress(part, target, model.Waiting)
	return &progress{lane: l, part: part, target: target, operation: operation, total: total}
}
