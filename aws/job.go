package aws

import (
	"context"
	"time"

	"deputy/model"
)

// job is one job of a run, which reads for one want. It says how calls are made
// for it: until when they wait for their turn, how urgent they are, and in which
// Region. A call that has begun ends with the run, not with the job.
type job struct {
	run      *run
	wait     context.Context
	priority int
	region   model.Region // of a service API; empty for the session's
}

// in returns the job with calls in another Region.
func (j job) in(region model.Region) job {
	j.region = region
	return j
}

// watch begins the progress of a part. Total is the number of calls; zero if it
// is not known.
func (j job) watch(part model.Part, target, operation string, total int) *progress {
	j.run.reportProgress(part, target, model.Waiting)
	p := &progress{job: j, part: part, target: target, operation: operation, total: total, known: total > 0, began: time.Now()}
	if part != model.PartService { // asked when a person looks at it
		j.run.forecast.add(p)
	}
	return p
}
