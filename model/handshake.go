package model

import (
	"slices"
	"time"
)

// Handshake is a request of AWS Organizations to other accounts, such as an
// invitation to join the organization.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html
type Handshake struct {
	ID        string
	Action    string // what it is about, as AWS spells it
	State     string // as AWS spells it
	Requested time.Time
	Expires   time.Time
	Parties   []HandshakeParty
}

// HandshakeParty is who takes part in a handshake: an account, an e-mail address or
// an organization, as Type says in AWS's spelling.
type HandshakeParty struct{ Type, ID string }

// The types of parties.
const (
	PartyAccount      = "ACCOUNT"
	PartyEmail        = "EMAIL"
	PartyOrganization = "ORGANIZATION"
)

// What handshakes are about.
const (
	HandshakeInvite             = "INVITE"                  // to join the organization
	HandshakeEnableAllFeatures  = "ENABLE_ALL_FEATURES"     // of the organization
	HandshakeApproveAllFeatures = "APPROVE_ALL_FEATURES"    // of the organization
	HandshakeTransfer           = "TRANSFER_RESPONSIBILITY" // for another organization, such as its billing
)

// IsOpen reports whether a handshake can still be accepted, as far as its state says.
func (h *Handshake) IsOpen() bool {
	return !slices.Contains([]string{"CANCELED", "ACCEPTED", "DECLINED", "EXPIRED"}, h.State)
}

// HandshakesFact lists the open handshakes that the organization has sent.
type HandshakesFact struct{ Open []Handshake }

// WantHandshakes asks for the open handshakes. They are no part of a full reading:
// what shows them asks for them.
type WantHandshakes struct{}

// Priority is that of what is on the screen.
func (WantHandshakes) Priority() int { return 1 }

// Handshakes returns the open handshakes that the organization has sent, by ID, and
// how far they have been read.
func (r *Reading) Handshakes() ([]Handshake, Status) {
	return r.handshakes, r.Status(PartHandshakes, "")
}

// applyHandshakes takes the open handshakes, which share nothing with the fact.
func (u update) applyHandshakes(f HandshakesFact) {
	u.handshakes = cloneHandshakes(f.Open)
	sortByKey(u.handshakes, func(h Handshake) string { return h.ID })
	u.touch(PartHandshakes)
}

func cloneHandshakes(all []Handshake) []Handshake {
	all = slices.Clone(all)
	for i := range all {
		all[i].Parties = slices.Clone(all[i].Parties)
	}
	return all
}

// takeHandshakes copies the open handshakes of a reading, if they were read.
func (s *Snapshot) takeHandshakes(r *Reading) {
	if open, status := r.Handshakes(); status.Known() {
		s.Handshakes = &HandshakesFact{cloneHandshakes(open)}
	}
}

// restoreHandshakes restores the open handshakes of a saved reading.
func (r restore) restoreHandshakes() {
	if r.saved.Handshakes != nil && r.Status(PartHandshakes, "").Progress == Unread {
		r.Apply(*r.saved.Handshakes)
		r.markSaved(PartHandshakes, "")
	}
}
