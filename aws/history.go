package aws

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/history"
)

// historyReader reads the changes in the event history: event by event name, because
// LookupEvents takes one attribute and most other events only read. The Regions are
// read at the same time, each at its own limit.
type historyReader struct {
	job
	want  model.WantHistory
	began time.Time

	mu          sync.Mutex
	done, total int // names in Regions
}

// readHistory reads the changes that were made in the management account. The event
// history of another account does not have them.
func (r *run) readHistory(j job, w model.WantHistory) {
	r.reportProgress(model.PartHistory, "", model.Waiting)
	management, partition := r.identity.regionsAccount()
	if caller := r.identity.account(); caller != "" && caller != management {
		r.reportEnd(model.PartHistory, "", &model.Failure{
			Kind: model.FailureConstraint, Operation: lookupEvents,
			Cause: "the event history of account " + string(caller) + " does not have the calls that are made in the management account " + string(management),
			Fix:   "Use credentials of the management account",
		})
		return
	}
	regions, f := r.services.readRegions(j, management)
	if f != nil {
		regions = model.RegionsByDefault(partition) // The gap of the Regions says so.
	}
	// An organization's events are in one Region, whether or not the account uses it.
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
	global := model.GlobalServiceRegion("organizations:DescribeOrganization", cmp.Or(partition, "aws"))
	names := map[model.Region][]string{global: history.OrganizationNames()}
	for _, region := range regions {
		names[region] = append(names[region], history.ServiceNames()...)
	}
	h := &historyReader{job: j, want: w, began: time.Now()}
	for _, of := range names {
		h.total += len(of)
	}
	var all sync.WaitGroup
	for region, of := range names {
		all.Go(func() { r.reportEnd(model.PartHistory, string(region), h.readRegion(region, of)) })
	}
	all.Wait()
	if j.wait.Err() == nil {
		r.emit(model.HistoryFact{From: w.From, To: w.To})
	}
	r.reportEnd(model.PartHistory, "", nil) // failures leave gaps of their own
}

// readRegion reads the events of each name in a Region. A failure ends it: the next
// name would fail alike.
func (h *historyReader) readRegion(region model.Region, names []string) *model.Failure {
	for i, name := range names {
		f := pages(h.in(region), lookupEvents, string(region),
			func(ctx context.Context, s *session, token *string) (lookedUp, error) {
				return lookUp(ctx, s, region, h.parameters(name, token))
			},
			func(out lookedUp, unseen func(string) bool) *string {
				var fact model.HistoryFact
				for _, event := range *out.Events {
					if e, ok := history.EventOf(event.Text); unseen(event.ID) && ok {
						fact.Events = append(fact.Events, e)
					}
				}
				if len(fact.Events) > 0 {
					h.run.emit(fact)
				}
				return out.NextToken
			})
		if f != nil {
			h.advance(len(names) - i)
			return f
		}
		h.advance(1)
	}
	return nil
}

// parameters returns those of a page.
func (h *historyReader) parameters(name string, token *string) catalog.Parameters {
	attribute, _ := json.Marshal([]map[string]string{{"AttributeKey": "EventName", "AttributeValue": name}}) // strings always marshal
	p := catalog.Parameters{
		{Name: "LookupAttributes", Value: string(attribute)},
		{Name: "StartTime", Value: strconv.FormatInt(h.want.From.Unix(), 10)},
		{Name: "EndTime", Value: strconv.FormatInt(h.want.To.Unix()+1, 10)},
		{Name: "MaxResults", Value: eventPage},
	}
	if token != nil {
		p = append(p, catalog.Parameter{Name: "NextToken", Value: *token})
	}
	return p
}

// advance counts names that were read, and reports how far the reading is.
func (h *historyReader) advance(names int) {
	h.mu.Lock()
	h.done += names
	s := model.Status{Progress: model.Partial, Done: h.done, Total: h.total}
	h.mu.Unlock()
	took := time.Since(h.began)
	s.Left = time.Duration(float64(took)*float64(s.Total)/float64(max(1, s.Done))) - took
	h.run.emit(model.StatusFact{Part: model.PartHistory, Status: s})
}
