package aws

import (
	"context"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
)

// rootsCall is one listing of the roots, for which several jobs wait.
type rootsCall struct {
	done    chan struct{}
	walked  bool // a tree was read from it
	roots   []model.Node
	failure *model.Failure
}

// readRoots returns the roots, which have the enabled policy types. It lists
// them once in a run, and once more for each further walk of the tree.
func (r *treeReader) readRoots(j job, walk bool) ([]model.Node, *model.Failure) {
	r.mu.Lock()
	c := r.roots
	mine := c == nil || walk && c.walked && isClosed(c.done)
	if mine {
		c = &rootsCall{done: make(chan struct{})}
		r.roots = c
	}
	c.walked = c.walked || walk
	r.mu.Unlock()
	if mine {
		r.listRoots(job{run: r.run, wait: r.run.ctx, priority: j.priority}, c) // it does not end with this job, since others wait for it
		close(c.done)
	}
	select {
	case <-c.done:
		return c.roots, c.failure
	case <-j.wait.Done():
		return nil, failureOf("organizations:ListRoots", "", j.wait.Err())
	}
}

func (r *treeReader) listRoots(j job, c *rootsCall) {
	r.run.reportProgress(model.PartRoots, "", model.Waiting)
	c.failure = pages(j, "organizations:ListRoots", "",
		func(ctx context.Context, s *session, token *string) (*organizations.ListRootsOutput, error) {
			return s.organizations.ListRoots(ctx, &organizations.ListRootsInput{NextToken: token})
		},
		func(out *organizations.ListRootsOutput, unseen func(string) bool) *string {
			for _, o := range out.Roots {
				if unseen(sdk.ToString(o.Id)) {
					c.roots = append(c.roots, toRoot(o))
				}
			}
			return out.NextToken
		})
	if c.failure == nil {
		r.sendOrganizationByRoot(c.roots)
		r.run.emit(model.RootsFact{Roots: c.roots})
	}
	r.run.reportEnd(model.PartRoots, "", c.failure)
}

// sendOrganizationByRoot sends the organization that a root's ARN names, such as
// arn:aws:organizations::111122223333:root/o-aa111bb222/r-a1b2, where
// DescribeOrganization was denied.
func (r *treeReader) sendOrganizationByRoot(roots []model.Node) {
	place := r.run.identity.placeRead()
	if len(roots) == 0 || place.Organization != "" {
		return
	}
	arn, err := model.ParseARN(roots[0].ARN)
	parts := strings.Split(arn.Resource, "/")
	if err != nil || len(parts) < 3 || !model.IsOrganizationID(parts[1]) {
		return
	}
	place.Partition, place.Organization = arn.Partition, parts[1]
	r.run.identity.setPlace(place)
	r.run.emit(model.OrganizationFact{Organization: model.Organization{ID: parts[1], Management: model.AccountID(arn.Account)}})
	r.run.storage.readJournal()
}

// enabledTypes returns which of the evaluated policy types are enabled on the
// roots. If the roots could not be read, all count as enabled: their policies
// may be readable all the same.
func (r *treeReader) enabledTypes(j job) (on map[model.PolicyType]bool) {
	roots, f := r.readRoots(j, false)
	on = map[model.PolicyType]bool{}
	for _, t := range model.Evaluated() {
		on[t] = f != nil
	}
	for _, root := range roots {
		for _, s := range root.PolicyTypes {
			on[s.Type] = true
		}
	}
	return on
}
