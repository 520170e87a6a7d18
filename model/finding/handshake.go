package finding

import (
	"cmp"
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
)

func needHandshakes(*inspector) []model.PartKey { return wholeParts(model.PartHandshakes) }

// handshakeKinds says what open handshakes of a kind mean, by the actions of the kind.
var handshakeKinds = []struct {
	actions            []string
	severity           Severity
	one, many          string // of the title, after the number
	evidence, fix, doc string
}{
	{
		[]string{model.HandshakeInvite},
		SeverityLow,
		"account is invited to the organization", "accounts are invited to the organization",
		"Whoever controls an invited account can join the organization until its invitation expires.",
		"Cancel an invitation that is no longer needed: aws organizations cancel-handshake --handshake-id ID.", pageInvitations,
	},
	{
		[]string{model.HandshakeEnableAllFeatures, model.HandshakeApproveAllFeatures},
		SeverityMedium,
		"handshake to enable all features is open", "handshakes to enable all features are open",
		"The organization has no policies until every invited account has approved all features and the management account has completed the change.",
		"Approve it in the accounts that have not answered, then complete it in the management account: aws organizations accept-handshake --handshake-id ID.", pageAllFeatures,
	},
	{
		[]string{model.HandshakeTransfer},
		SeverityLow,
		"invitation to transfer billing is open", "invitations to transfer billing are open",
		"If the other organization accepts, this organization manages and pays its bill.",
		"Cancel an invitation that is no longer needed: aws organizations cancel-handshake --handshake-id ID.", pageTransfer,
	},
	{
		nil, SeverityNote,
		"handshake is open", "handshakes are open",
		"AWS Organizations waits for an answer.",
		"Cancel a handshake that is no longer needed: aws organizations cancel-handshake --handshake-id ID.", pageHandshakes,
	},
}

// findHandshakes finds the handshakes that the organization has sent and that nobody has
// answered, and adds one finding for each kind of them.
func findHandshakes(w *inspector) {
	open, _ := w.r.Handshakes()
	details := make([][]string, len(handshakeKinds))
	for i := range open {
		kind := 0
		for kind < len(handshakeKinds)-1 && !slices.Contains(handshakeKinds[kind].actions, open[i].Action) {
			kind++
		}
		details[kind] = append(details[kind], w.handshake(&open[i]))
	}
	for i, k := range handshakeKinds {
		if n := len(details[i]); n > 0 {
			w.add(Finding{
				Severity: k.severity, Title: phrase.CountOf(n, k.one, k.many), Evidence: k.evidence, Details: details[i], Fix: k.fix,
				Place: w.organizationPlace(), Sources: []string{k.doc},
			})
		}
	}
}

// handshake returns who was asked, since when and until when.
func (w *inspector) handshake(h *model.Handshake) string {
	var who []string
	for _, p := range h.Parties {
		switch {
		case p.Type == model.PartyAccount && w.r.Node(model.NodeID(p.ID)) != nil:
			who = append(who, w.accountName(model.AccountID(p.ID))+" ("+p.ID+")")
		case p.Type == model.PartyAccount:
			who = append(who, "account "+p.ID)
		case p.ID != w.r.Organization.ID:
			who = append(who, p.ID)
		}
	}
	if len(who) == 0 {
		who = []string{"the management account"}
	}
	return fmt.Sprintf("%s: %s, sent %s, expires %s (%s, %s)", phrase.Commas(who), h.Action,
		cmp.Or(phrase.DateTime(h.Requested), "at an unknown time"), cmp.Or(phrase.DateTime(h.Expires), "at an unknown time"), h.State, h.ID)
}
