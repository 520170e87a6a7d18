package aws

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"sync"
	"time"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

// lookupEvents is the operation that reads CloudTrail's event history.
const lookupEvents = "cloudtrail:LookupEvents"

// lookupCall is LookupEvents, made without a client of the SDK. An empty list of
// attributes asks for all events.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
var lookupCall = catalog.Call{
	Service: "cloudtrail", Operation: "LookupEvents", Protocol: catalog.ProtocolJSON, Method: "POST", Path: "/",
	Target: "CloudTrail_20131101.LookupEvents",
	Parameters: []catalog.Input{
		{Name: "LookupAttributes", Wire: "LookupAttributes", Value: catalog.InputFixed, JSON: true, Optional: true},
		{Name: "StartTime", Wire: "StartTime", Value: catalog.InputFixed, JSON: true},
		{Name: "EndTime", Wire: "EndTime", Value: catalog.InputFixed, JSON: true},
		{Name: "MaxResults", Wire: "MaxResults", Value: catalog.InputFixed, JSON: true},
		{Name: "NextToken", Wire: "NextToken", Value: catalog.InputNext, Optional: true},
	},
}

// changesOnly asks for the events of calls that are not read-only.
const changesOnly = `[{"AttributeKey":"ReadOnly","AttributeValue":"false"}]`

// eventPage is the largest page of LookupEvents.
const eventPage = "50"

// eventReader reads the events of all Regions at the same time, each at the
// Region's own limit.
type eventReader struct {
	job
	want  model.WantEvents
	began time.Time

	mu    sync.Mutex
	share map[model.Region]float64 // of the days, that were read
	least float64                  // of all Regions when the first page had come
	total int                      // Regions
}

// readEvents reads the events of the caller's account. A want for no time only stops
// the one before it.
func (r *run) readEvents(j job, w model.WantEvents) {
	if w.To.IsZero() {
		return
	}
	r.reportProgress(model.PartEvents, "", model.Waiting)
	regions := w.Regions
	if len(regions) == 0 {
		var f *model.Failure
		if regions, f = r.services.readRegions(j, r.identity.account()); f != nil {
			_, partition := r.identity.regionsAccount()
			regions = model.RegionsByDefault(partition) // The gap of the Regions says so.
		}
	}
	e := &eventReader{job: j, want: w, share: map[model.Region]float64{}, total: len(regions)}
	var all sync.WaitGroup
	for _, region := range regions {
		all.Go(func() {
			f := e.readRegion(region)
			if f == nil {
				e.progress(region, float64(w.From.Unix()))
			}
			r.reportEnd(model.PartEvents, string(region), f)
		})
	}
	all.Wait()
	if j.wait.Err() != nil { // It was stopped.
		r.reportProgress(model.PartEvents, "", model.Unread)
		return
	}
	r.reportEnd(model.PartEvents, "", nil) // failures leave gaps of their own
}

// lookedUp is a page of LookupEvents.
type lookedUp struct {
	Events *[]struct {
		ID   string  `json:"EventId"`
		Time float64 `json:"EventTime"`
		Text string  `json:"CloudTrailEvent"`
	}
	NextToken *string
}

// readRegion reads the events of a Region.
func (e *eventReader) readRegion(region model.Region) *model.Failure {
	until := e.want.To
	if at, ok := e.want.Until[region]; ok && at.Before(until) {
		until = at
	}
	if !until.After(e.want.From) {
		return nil
	}
	return pages(e.in(region), lookupEvents, string(region),
		func(ctx context.Context, s *session, token *string) (lookedUp, error) {
			return lookUp(ctx, s, region, e.parameters(until, token))
		},
		func(out lookedUp, unseen func(string) bool) *string {
			fact, oldest := model.EventsFact{Region: region}, float64(until.Unix())
			for _, event := range *out.Events {
				oldest = min(oldest, event.Time)
				if unseen(event.ID) {
					fact.Events = append(fact.Events, event.Text)
				}
			}
			e.run.emit(fact)
			e.progress(region, oldest)
			return out.NextToken
		})
}

// parameters returns those of a page. Times are numbers of seconds.
func (e *eventReader) parameters(until time.Time, token *string) catalog.Parameters {
	p := catalog.Parameters{
		{Name: "StartTime", Value: strconv.FormatInt(e.want.From.Unix(), 10)},
		{Name: "EndTime", Value: strconv.FormatInt(until.Unix()+1, 10)},
		{Name: "MaxResults", Value: eventPage},
	}
	if !e.want.Reads {
		p = append(p, catalog.Parameter{Name: "LookupAttributes", Value: changesOnly})
	}
	if token != nil {
		p = append(p, catalog.Parameter{Name: "NextToken", Value: *token})
	}
	return p
}

// lookUp asks for one page.
func lookUp(ctx context.Context, s *session, region model.Region, values catalog.Parameters) (out lookedUp, err error) {
	answer, err := rawcall.Send(ctx, s.in(region), lookupCall, values)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(answer.Text, &out); err != nil || out.Events == nil {
		return out, &rawcall.Foreign{Lacks: "list Events"}
	}
	return out, nil
}

// progress reports how far back the Regions were read. Most of the time is that of
// the Region with the most events, which nobody knows before.
func (e *eventReader) progress(region model.Region, oldest float64) {
	e.mu.Lock()
	span := e.want.To.Sub(e.want.From).Seconds()
	e.share[region] = min(1, max(0, (float64(e.want.To.Unix())-oldest)/span))
	least := 1.0
	for _, share := range e.share {
		least = min(least, share)
	}
	if len(e.share) < e.total {
		least = min(least, float64(len(e.share))/float64(e.total))
	}
	s := model.Status{Progress: model.Partial, Done: int(math.Round(100 * least)), Total: 100}
	if e.least == 0 {
		e.least, e.began = least, time.Now()
	}
	if least > e.least {
		s.Left = time.Duration(float64(time.Since(e.began)) / (least - e.least) * (1 - least))
	}
	e.mu.Unlock()
	e.run.emit(model.StatusFact{Part: model.PartEvents, Status: s})
}
