package modeltest

import (
	"time"

	"deputy/model"
)

// SoundAccount returns a management account without anything to find, as it was read
// at some time.
func SoundAccount(at time.Time) model.ManagementAccount {
	return model.ManagementAccount{
		Identities:  &model.Identities{Taken: at},
		RootUser:    &model.RootUser{MFA: true, Taken: at},
		Credentials: &model.CredentialReport{Generated: at},
		Trails:      &model.Trails{Region: "us-east-1", Taken: at, Trails: []model.Trail{{Name: "all", Organization: true, MultiRegion: true, Checked: true, Logging: true}}},
	}
}

// ManagementAccountFacts returns the facts that what lives in a management account
// was read.
func ManagementAccountFacts(x model.ManagementAccount) []model.Fact {
	facts := []model.Fact{model.ManagementAccountFact{ManagementAccount: x}}
	for _, key := range model.ManagementAccountParts() {
		facts = append(facts, Status(key.Part, "", model.Complete))
	}
	return facts
}
