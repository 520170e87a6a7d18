package aws

import (
	"context"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
)

const describePolicy = "organizations:DescribePolicy"

// readDocuments reads the documents of the policies, in this order.
func (r *policyReader) readDocuments(j job, policies []model.PolicyID) {
	p := j.watch(model.PartDocument, "", describePolicy, len(policies))
	each(policies, func(id model.PolicyID) {
		f := r.readDocument(j, id)
		p.advance()
		if f != nil {
			p.remember(f)
		}
	})
	p.end()
}

// documentItem is the name of a policy's document among what is read once.
func documentItem(id model.PolicyID) string { return "document " + string(id) }

// readDocument reads a policy's document, unless this run has read it.
func (r *policyReader) readDocument(j job, id model.PolicyID) *model.Failure {
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
		r.run.emit(model.DocumentFact{Policy: id, Document: model.Document{Text: sdk.ToString(out.Policy.Content), Taken: time.Now()}})
		r.run.reportEnd(model.PartDocument, string(id), nil)
	}
	return nil
}
