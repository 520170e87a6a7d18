package command

import (
	"context"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/search"
)

// service resolves SERVICE of a command line: an entry of the catalogue with all
// its principals, or one principal, which need not be in the catalogue. What has
// another form than AWS's principals, or is easily mistaken for one of the
// catalogue, is taken only if AWS returns it; for that the delegations are read.
func (l *loader) service(ctx context.Context, word string) (model.ServiceID, []model.Principal, error) {
	service, unknown := catalog.Find(word)
	principal := model.Principal(strings.ToLower(strings.TrimSpace(word)))
	switch {
	case unknown == nil && service.HasPrincipal(principal):
		return service.ID, []model.Principal{principal}, nil
	case unknown == nil:
		return service.ID, nil, nil
	case !looksLikePrincipal(word):
		return "", nil, bad("%s", unknown)
	case plan.CanBeUnknown(principal):
		return "", []model.Principal{principal}, nil
	}
	if err := l.read(ctx, delegationParts, model.WantDelegations{}); err != nil {
		return "", nil, err
	}
	known := slices.Concat(l.reading.DelegatedPrincipals(), l.reading.TrustedPrincipals())
	if slices.Contains(known, principal) {
		return "", []model.Principal{principal}, nil
	}
	if gap := l.gap(delegationParts...); gap != nil {
		return "", nil, end(Unknown, "%s, and it is unknown whether AWS has it: %s", unknown, gap.Sentence())
	}
	return "", nil, bad("%s", unknown)
}

// looksLikePrincipal reports whether a word may be a service principal.
func looksLikePrincipal(word string) bool {
	return model.IsPrincipal(word) && slices.Contains([]byte(word), '.')
}

// account resolves ACCOUNT of a command line: an ID as it stands; for a name or
// an e-mail address the accounts are listed.
func (l *loader) account(ctx context.Context, word string) (model.AccountID, error) {
	if model.IsAccountID(word) {
		return model.AccountID(word), nil
	}
	if err := l.listAccounts(ctx, word); err != nil {
		return "", err
	}
	account, err := search.FindAccount(l.reading, word)
	if err != nil {
		return "", bad("%s", err)
	}
	return account.Account(), nil
}

// listAccounts reads the accounts, among which a word names one.
func (l *loader) listAccounts(ctx context.Context, word string) error {
	accounts := wholes(model.PartAccounts)
	if !l.settled(accounts) {
		if err := l.read(ctx, accounts, model.WantAccounts{}); err != nil {
			return err
		}
	}
	if gap := l.gap(accounts...); gap != nil {
		return end(Unknown, "cannot tell which account %q is, give its ID: %s", word, gap.Sentence())
	}
	return nil
}
