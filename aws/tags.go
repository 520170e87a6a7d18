package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
)

// readTags reads the tags of a node or policy.
func (r *run) readTags(j job, target string) {
	tags := []model.Tag{}
	r.reportProgress(model.PartTags, target, model.Waiting)
	f := pages(j, "organizations:ListTagsForResource", target,
		func(ctx context.Context, s *session, token *string) (*organizations.ListTagsForResourceOutput, error) {
			return s.organizations.ListTagsForResource(ctx, &organizations.ListTagsForResourceInput{
				ResourceId: sdk.String(target), NextToken: token,
			})
		},
		func(out *organizations.ListTagsForResourceOutput, unseen func(string) bool) *string {
			tags = append(tags, toTags(out.Tags, unseen)...)
			return out.NextToken
		})
	if f == nil {
		r.emit(model.TagsFact{Target: target, Tags: tags})
	}
	r.reportEnd(model.PartTags, target, f)
}
