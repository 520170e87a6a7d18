package model

import (
	"slices"
	"time"
)

// TrustedAccess says that a service principal has trusted access to the
// organization.
type TrustedAccess struct {
	Principal Principal
	Since     time.Time
}

// TrustedAccess returns a service principal's trusted access, whether it has
// any, and how far trusted access has been read.
func (r *Reading) TrustedAccess(p Principal) (access TrustedAccess, on bool, status Status) {
	access, on = r.trustedAccess[p]
	return access, on, r.Status(PartTrustedAccess, "")
}

// ServiceAccess returns what a service itself says of its trusted access, in the
// word of its API, and whether that has been read.
func (r *Reading) ServiceAccess(id ServiceID) (said string, status Status) {
	return r.serviceAccess[id], r.Status(PartServiceAccess, string(id))
}

// TrustedPrincipals returns every service principal with trusted access, in
// alphabetical order.
func (r *Reading) TrustedPrincipals() []Principal {
	ps := make([]Principal, 0, len(r.trustedAccess))
	for p := range r.trustedAccess {
		ps = append(ps, p)
	}
	slices.Sort(ps)
	return ps
}
