package sample

import (
	"time"

	"deputy/model"
)

// Handshakes returns the handshakes that the demo organization has sent: the last
// account of a company that was bought has not answered its invitation yet, which ends
// in three days.
func Handshakes(now time.Time) []model.Handshake {
	noon := now.UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)
	return []model.Handshake{{
		ID: "h-4x9abluebird07", Action: model.HandshakeInvite, State: "REQUESTED",
		Requested: noon.AddDate(0, 0, -12), Expires: noon.AddDate(0, 0, 3),
		Parties: []model.HandshakeParty{{Type: model.PartyOrganization, ID: demoID}, {Type: model.PartyAccount, ID: "318765490211"}},
	}}
}
