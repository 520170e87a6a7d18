package aws

import (
	"context"
	"sync"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

const describePolicy = "organizations:DescribePolicy"

// documentQueue holds the policies whose documents are to be read. Those that
// are attached somewhere go first.
type documentQueue struct {
	mu       sync.Mutex
	changed  *sync.Cond
	attached []model.PolicyID // taken before the others
	others   []model.PolicyID
	known    map[model.PolicyID]bool // read, being read, or not to be read
	progress *progress
	ended    bool
}

// newDocumentQueue returns an empty queue and begins the part: of all SCPs and RCPs
// if target is empty, else of a management policy type. So many calls are foreseen.
func newDocumentQueue(j job, target string, foreseen int) *documentQueue {
	q := &documentQueue{known: map[model.PolicyID]bool{}, progress: j.watch(model.PartDocument, target, describePolicy, 0)}
	q.changed = sync.NewCond(&q.mu)
	q.progress.foresee(foreseen)
	return q
}

// add adds a policy.
func (q *documentQueue) add(id model.PolicyID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.others = append(q.others, id)
	q.progress.expect(1)
	q.changed.Broadcast()
}

// prefer says that a policy is attached.
func (q *documentQueue) prefer(id model.PolicyID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.known[id] {
		q.attached = append(q.attached, id)
	}
}

// skip says that a policy's document is known.
func (q *documentQueue) skip(id model.PolicyID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.known[id] = true
}

// end says that nothing will be added any more.
func (q *documentQueue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.changed.Broadcast()
}

// next takes a policy, and waits for one if there may be more.
func (q *documentQueue) next() (id model.PolicyID, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for _, from := range []*[]model.PolicyID{&q.attached, &q.others} {
			for len(*from) > 0 {
				id, *from = (*from)[0], (*from)[1:]
				if !q.known[id] {
					q.known[id] = true
					return id, true
				}
			}
		}
		if q.ended {
			return "", false
		}
		q.changed.Wait()
	}
}

// queueDocument has the document of a policy read, unless that of the saved
// reading is young enough.
func (r *policyReader) queueDocument(q *documentQueue, id model.PolicyID) {
	if d, young := r.young.documents[id]; young {
		q.skip(id)
		r.run.emit(model.DocumentFact{Policy: id, Document: d})
		return
	}
	q.add(id)
}

// readDocuments reads the documents of a queue until it ends.
func (r *policyReader) readDocuments(j job, q *documentQueue) {
	var wg sync.WaitGroup
	for range workers / 2 {
		wg.Go(func() {
			for id, ok := q.next(); ok; id, ok = q.next() {
				f := r.readDocument(j, id)
				q.progress.advance()
				if f != nil {
					q.progress.remember(f)
				}
			}
		})
	}
	wg.Wait()
	q.progress.end()
}

// documentItem is the name of a policy's document among what is read once.
func documentItem(id model.PolicyID) string { return "document " + string(id) }

// readDocument reads a policy's document, unless this run has read it.
func (r *policyReader) readDocument(j job, id model.PolicyID) *model.Failure {
	return r.readPolicy(j, id, func(*types.PolicySummary) {})
}

// readNamed reads a policy's name and type as well.
func (r *policyReader) readNamed(j job, id model.PolicyID) {
	_ = r.readPolicy(j, id, func(about *types.PolicySummary) { // a failure leaves a gap of its own
		if about != nil {
			p := toPolicy(*about)
			r.run.emit(model.PoliciesFact{Type: p.Type, Policies: []model.Policy{p}})
		}
	})
}

// readPolicy reads a policy, unless this run has read it; take is given what AWS says of
// it.
func (r *policyReader) readPolicy(j job, id model.PolicyID, take func(*types.PolicySummary)) *model.Failure {
	name := documentItem(id)
	if !r.once.claim(j, name) {
		return nil
	}
	if j.priority <= urgentPriority {
		r.run.reportProgress(model.PartDocument, string(id), model.Waiting)
	}
	out, f := call(j, describePolicy, string(id), func(ctx context.Context, s *session) (*organizations.DescribePolicyOutput, error) {
		return s.organizations.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: sdk.String(string(id))})
	})
	if f == nil && out.Policy == nil {
		f = incomplete(describePolicy, string(id), "policy")
	}
	if f != nil {
		if r.once.drop(j, name) {
			r.run.reportEnd(model.PartDocument, string(id), f)
		}
		return f
	}
	if r.once.put(name, nil) {
		take(out.Policy.PolicySummary)
		r.run.emit(model.DocumentFact{Policy: id, Document: model.Document{Text: sdk.ToString(out.Policy.Content), Taken: time.Now()}})
		r.run.reportEnd(model.PartDocument, string(id), nil)
	}
	return nil
}
