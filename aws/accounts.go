package aws

import (
	"context"
	"slices"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/model"
)

// accountListing is the state of the listing of accounts.
type accountListing struct {
	progress     *progress
	denied       *model.Failure // why ListAccounts failed, where ListAccountsForParent may succeed
	withoutPaths bool           // some accounts came without Paths
}

// needsParents reports whether the accounts have to be listed parent by parent
// as well.
func (a *accountListing) needsParents() bool { return a.denied != nil || a.withoutPaths }

// listAccounts lists every account with its place in the tree.
func (r *treeReader) listAccounts(j job, a *accountListing) {
	const operation = "organizations:ListAccounts"
	size := pageSize
	a.progress = j.watch(model.PartAccounts, "", operation, 0)
	a.progress.foresee(r.nodes.savedSize().Accounts)
	f := pages(j, operation, "",
		func(ctx context.Context, s *session, token *string) (*organizations.ListAccountsOutput, error) {
			return s.organizations.ListAccounts(ctx, &organizations.ListAccountsInput{MaxResults: &size, NextToken: token})
		},
		func(out *organizations.ListAccountsOutput, unseen func(string) bool) *string {
			if !r.takeAccounts(newAccounts(out.Accounts, unseen), "") {
				a.withoutPaths = true
			}
			a.progress.advance()
			return out.NextToken
		})
	a.progress.settle(0)
	r.nodes.allListed()
	switch {
	case f == nil:
	case f.Kind == model.FailureDenied, f.Kind == model.FailureUnsupported:
		a.denied = f
	default:
		a.progress.fail("", f)
	}
}

// newAccounts returns the accounts of a page that no page before had.
func newAccounts(page []types.Account, unseen func(string) bool) []types.Account {
	return slices.DeleteFunc(page, func(o types.Account) bool { return !unseen(sdk.ToString(o.Id)) })
}

// takeAccounts sends the accounts of a page and reports whether the place of
// each is known. Parent is the parent whose accounts were listed; empty if all
// accounts were.
func (r *treeReader) takeAccounts(accounts []types.Account, parent model.NodeID) bool {
	nodes := make([]model.Node, len(accounts))
	ways := make([][]model.NodeID, len(accounts))
	placed := true
	for i, o := range accounts {
		nodes[i], ways[i] = toAccount(o)
		if parent != "" {
			nodes[i].Parent = parent
		}
		placed = placed && nodes[i].Parent != ""
	}
	r.sendAccounts(nodes, ways)
	return placed
}

// listAccountsByParent lists the accounts parent by parent: where the server
// does not send Paths, or where ListAccounts is denied and ListAccountsForParent
// may not be.
func (r *treeReader) listAccountsByParent(j job, a *accountListing) {
	const operation = "organizations:ListAccountsForParent"
	roots, _ := r.readRoots(j, false)
	parents := r.parents(roots)
	if len(parents) == 0 && a.denied != nil {
		a.progress.fail("", a.denied)
		return
	}
	a.progress.goOn(operation, len(parents))
	each(parents, func(parent model.NodeID) {
		f := r.listAccountsBelow(j, operation, parent)
		a.progress.advance()
		switch {
		case f == nil:
		case a.denied != nil && f.Kind == a.denied.Kind:
			a.progress.fail("", a.denied) // both are denied: one gap for the whole is enough
		case a.denied == nil:
			j.run.reportEnd(model.PartAccounts, string(parent), f) // the accounts are all known, only not their places
		default:
			a.progress.fail(string(parent), f)
		}
	})
}

func (r *treeReader) listAccountsBelow(j job, operation string, parent model.NodeID) *model.Failure {
	size := pageSize
	return pages(j, operation, string(parent),
		func(ctx context.Context, s *session, token *string) (*organizations.ListAccountsForParentOutput, error) {
			return s.organizations.ListAccountsForParent(ctx, &organizations.ListAccountsForParentInput{
				ParentId: sdk.String(string(parent)), MaxResults: &size, NextToken: token,
			})
		},
		func(out *organizations.ListAccountsForParentOutput, unseen func(string) bool) *string {
			r.takeAccounts(newAccounts(out.Accounts, unseen), parent)
			return out.NextToken
		})
}
