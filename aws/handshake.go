package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

const listHandshakes = "organizations:ListHandshakesForOrganization"

// readHandshakes reads the handshakes that the organization has sent, and keeps those
// that are open. The management account and delegated administrators may list them.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html
func (r *run) readHandshakes(j job) {
	var open []model.Handshake
	size := pageSize
	p := j.watch(model.PartHandshakes, "", listHandshakes, 0)
	f := pages(j, listHandshakes, "",
		func(ctx context.Context, s *session, token *string) (*organizations.ListHandshakesForOrganizationOutput, error) {
			return s.organizations.ListHandshakesForOrganization(ctx, &organizations.ListHandshakesForOrganizationInput{MaxResults: &size, NextToken: token})
		},
		func(out *organizations.ListHandshakesForOrganizationOutput, unseen func(string) bool) *string {
			for _, o := range out.Handshakes {
				if h := toHandshake(o); unseen(h.ID) && h.IsOpen() {
					open = append(open, h)
				}
			}
			p.advance()
			return out.NextToken
		})
	_ = p.finish() // the failure is that of the list
	if f == nil {
		r.emit(model.HandshakesFact{Open: open})
	}
	r.reportEnd(model.PartHandshakes, "", f)
}

func toHandshake(o types.Handshake) model.Handshake {
	h := model.Handshake{
		ID: sdk.ToString(o.Id), Action: string(o.Action), State: string(o.State),
		Requested: sdk.ToTime(o.RequestedTimestamp), Expires: sdk.ToTime(o.ExpirationTimestamp),
	}
	for _, p := range o.Parties {
		h.Parties = append(h.Parties, model.HandshakeParty{Type: string(p.Type), ID: sdk.ToString(p.Id)})
	}
	return h
}
