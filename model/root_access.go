package model

import "slices"

// The features of centralized root access, as IAM names them.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
const (
	RootCredentialsManagement = "RootCredentialsManagement" // root credentials of member accounts can be deleted, and their recovery allowed
	RootSessions              = "RootSessions"              // sts:AssumeRoot makes root sessions in member accounts
)

// RootAccessFact lists the enabled features of centralized root access.
type RootAccessFact struct{ Enabled []string }

// WantRootAccess asks for the features of centralized root access. It is no part of a
// full reading: what shows them asks for them.
type WantRootAccess struct{}

// Priority is that of what is on the screen.
func (WantRootAccess) Priority() int { return 1 }

// HasRootFeature reports whether a feature of centralized root access is enabled, and
// how far that has been read.
func (r *Reading) HasRootFeature(feature string) (bool, Status) {
	return slices.Contains(r.rootFeatures, feature), r.Status(PartRootAccess, "")
}
