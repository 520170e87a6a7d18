package aws

import (
	"context"
	"slices"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

// findPath finds the path to a node without reading the tree: from the account's
// Paths, or else parent by parent. It sends the nodes of the path. Their names
// are read in the background, counted by names. It returns nil, and leaves a
// gap, if the path cannot be found. again does not believe what is known of it.
func (r *treeReader) findPath(j job, id model.NodeID, again bool, names *sync.WaitGroup) []model.NodeID {
	placed := false
	if model.IsAccountID(string(id)) {
		var f *model.Failure
		if placed, f = r.describeAccount(j, model.AccountID(id)); f != nil && f.Kind != model.FailureDenied && f.Kind != model.FailureUnsupported {
			r.run.reportEnd(model.PartAccounts, string(id), f)
			return nil
		}
	}
	path := r.nodes.path(id)
	if path == nil || again && !placed {
		var f *model.Failure
		if path, f = r.pathByParents(j, id); f != nil {
			r.run.reportEnd(model.PartAccounts, string(id), f)
			return nil
		}
	}
	r.readNames(j, path, names)
	return path
}

// readNames sends the nodes of a path and reads the names that are not known yet
// in the background, counted by names.
func (r *treeReader) readNames(j job, path []model.NodeID, names *sync.WaitGroup) {
	for _, u := range r.sendPath(j, path) {
		names.Go(func() { r.describeOU(j, u) })
	}
}

// mostLevels is how many nodes a path may have. AWS allows seven, with five
// levels of OUs.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const mostLevels = 64

// pathByParents asks for the parent of each level, up to the root.
func (r *treeReader) pathByParents(j job, id model.NodeID) ([]model.NodeID, *model.Failure) {
	const operation = "organizations:ListParents"
	path := []model.NodeID{id}
	for at := id; !model.IsRootID(string(at)); {
		var parent model.NodeID
		f := pages(j, operation, string(at),
			func(ctx context.Context, s *session, token *string) (*organizations.ListParentsOutput, error) {
				return s.organizations.ListParents(ctx, &organizations.ListParentsInput{ChildId: sdk.String(string(at)), NextToken: token})
			},
			func(out *organizations.ListParentsOutput, unseen func(string) bool) *string {
				for _, o := range out.Parents {
					_ = unseen(sdk.ToString(o.Id)) // there is one, so the last is as good as the first
					parent = model.NodeID(sdk.ToString(o.Id))
				}
				return out.NextToken
			})
		switch {
		case f != nil:
		case parent == "":
			f = &model.Failure{Kind: model.FailureService, Operation: operation, Target: string(at), Cause: "the answer names no parent"}
		case slices.Contains(path, parent), len(path) > mostLevels:
			f = endless(operation, string(id), "the path to the root has no end")
		}
		if f != nil {
			return nil, f
		}
		r.run.emit(model.ChildrenFact{Parent: parent, Children: []model.NodeID{at}})
		path = append(path, parent)
		at = parent
	}
	slices.Reverse(path)
	return path, nil
}

// sendPath sends the nodes of a path that are not known yet, and returns the OUs
// among them, whose names are still to be read.
func (r *treeReader) sendPath(j job, path []model.NodeID) (ous []model.Node) {
	if _, f := r.readRoots(j, false); f != nil && f.Kind != model.FailureCancelled { // whoever else waits sends them
		r.run.emit(model.RootsFact{Roots: []model.Node{{ID: path[0], Kind: model.KindRoot}}})
	}
	r.inTurn(func() {
		if ous = r.nodes.putPath(path); len(ous) > 0 {
			r.run.emit(model.OUsFact{OUs: ous})
		}
	})
	return ous
}

// describeOU reads an OU's name.
func (r *treeReader) describeOU(j job, u model.Node) {
	const operation = "organizations:DescribeOrganizationalUnit"
	out, f := call(j, operation, string(u.ID), func(ctx context.Context, s *session) (*organizations.DescribeOrganizationalUnitOutput, error) {
		return s.organizations.DescribeOrganizationalUnit(ctx, &organizations.DescribeOrganizationalUnitInput{
			OrganizationalUnitId: sdk.String(string(u.ID)),
		})
	})
	if f == nil && out.OrganizationalUnit == nil {
		f = incomplete(operation, string(u.ID), "OU")
	}
	if f != nil {
		if f.Kind != model.FailureCancelled {
			r.run.reportEnd(model.PartOUs, string(u.ID), f)
		}
		return
	}
	r.sendOUs([]model.Node{toOU(*out.OrganizationalUnit, u.Parent)})
}

// describeAccount reads an account and its place in the tree, and reports whether
// the answer has that.
func (r *treeReader) describeAccount(j job, a model.AccountID) (placed bool, f *model.Failure) {
	const operation = "organizations:DescribeAccount"
	out, f := call(j, operation, string(a), func(ctx context.Context, s *session) (*organizations.DescribeAccountOutput, error) {
		return s.organizations.DescribeAccount(ctx, &organizations.DescribeAccountInput{AccountId: sdk.String(string(a))})
	})
	if f == nil && out.Account == nil {
		f = incomplete(operation, string(a), "account")
	}
	if f != nil {
		return false, f
	}
	return r.takeAccounts([]types.Account{*out.Account}, ""), nil
}
