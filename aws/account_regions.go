package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"

	"deputy/model"
)

// readRegions reads the Regions of an account and whether it can use them. The
// caller's own account must not be named; another one only the management
// account may ask about.
// https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
func (r *serviceReader) readRegions(j job, of model.AccountID) ([]model.Region, *model.Failure) {
	fact := model.RegionsFact{Account: of}
	caller := r.run.identity.account()
	r.run.reportProgress(model.PartRegions, string(of), model.Waiting)
	f := pages(j, "account:ListRegions", string(of),
		func(ctx context.Context, s *session, token *string) (*account.ListRegionsOutput, error) {
			in := &account.ListRegionsInput{MaxResults: sdk.Int32(50), NextToken: token}
			if of != caller {
				in.AccountId = sdk.String(string(of))
			}
			return account.NewFromConfig(s.in("")).ListRegions(ctx, in)
		},
		func(out *account.ListRegionsOutput, unseen func(string) bool) *string {
			for _, region := range out.Regions {
				if unseen(sdk.ToString(region.RegionName)) {
					fact.Regions = append(fact.Regions, toRegion(of, region))
				}
			}
			return out.NextToken
		})
	var usable []model.Region
	if f == nil {
		r.run.emit(fact)
		for _, region := range fact.Regions {
			if region.Status.Usable() {
				usable = append(usable, region.Region)
			}
		}
	}
	r.run.reportEnd(model.PartRegions, string(of), f)
	return usable, f
}

func toRegion(of model.AccountID, r types.Region) model.AccountRegion {
	return model.AccountRegion{Account: of, Region: model.Region(sdk.ToString(r.RegionName)), Status: model.RegionStatus(r.RegionOptStatus)}
}
