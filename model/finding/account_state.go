package finding

import (
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

func needAccounts(*inspector) []model.PartKey { return wholeParts(model.PartAccounts) }

// closedFor is how long AWS Organizations shows a closed account, and AWS Support can
// reopen it.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html
const closedFor = 90 * 24 * time.Hour

// findClosing finds accounts that are suspended, closed or being closed, and adds one
// finding for each of these states. When an account was closed is not in what AWS
// Organizations returns: all that is known is that it was before the accounts were read.
func findClosing(w *inspector) {
	in := map[model.AccountState][]*model.Node{}
	for n := range w.r.Nodes() {
		if n.State == model.StateSuspended || n.State == model.StatePendingClosure || n.State == model.StateClosed {
			in[n.State] = append(in[n.State], n)
		}
	}
	read := w.r.Status(model.PartAccounts, "").At
	w.addOutOfUse(in[model.StateSuspended], Finding{
		Severity: SeverityLow, Title: phrase.CountOf(len(in[model.StateSuspended]), "account is suspended", "accounts are suspended"),
		Evidence: "AWS has restricted access to %s. AWS Organizations returns neither the reason nor a date.",
		Fix:      "Look for AWS's mail to the root user's address, or ask AWS Support.",
	})
	w.addOutOfUse(in[model.StatePendingClosure], Finding{
		Severity: SeverityNote, Title: phrase.CountOf(len(in[model.StatePendingClosure]), "account is being closed", "accounts are being closed"),
		Evidence: "AWS is closing %s. After that, AWS Support can reopen an account for 90 days.",
		Fix:      "If this is a mistake, ask AWS Support at once. Otherwise there is nothing to do.",
	})
	f := Finding{
		Severity: SeverityNote, Title: phrase.CountOf(len(in[model.StateClosed]), "closed account is still listed", "closed accounts are still listed"),
		Evidence: "AWS lists a closed account for 90 days, and AWS Support can reopen it as long. AWS Organizations does not return the closure date of %s",
		Fix:      "To keep an account, ask AWS Support to reopen it. The event CloseAccountResult in CloudTrail says when it was closed.",
	}
	if !read.IsZero() {
		f.Evidence += ": the 90 days end on " + phrase.Date(read.Add(closedFor)) + " at the latest"
	}
	f.Evidence += "."
	w.addOutOfUse(in[model.StateClosed], f)
}

// addOutOfUse adds a finding about accounts, whose names take the place of %s in its
// evidence; none if there are no accounts.
func (w *inspector) addOutOfUse(accounts []*model.Node, f Finding) {
	if len(accounts) == 0 {
		return
	}
	names := make([]string, len(accounts))
	for i, n := range accounts {
		names[i] = w.accountName(n.Account())
	}
	slices.SortFunc(names, model.CompareNames)
	f.Evidence = strings.Replace(f.Evidence, "%s", phrase.List(names, maxNames), 1)
	f.Sources = []string{pageAccountStates}
	if f.Place = w.organizationPlace(); len(accounts) == 1 {
		f.Place = Place{Node: accounts[0].ID}
	}
	w.add(f)
}
