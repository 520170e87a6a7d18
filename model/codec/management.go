package codec

import (
	"fmt"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// What a reading says of management policies beside their texts and targets.
type (
	savedEffective struct {
		Account model.AccountID  `json:"TargetId"`
		Type    model.PolicyType `json:"PolicyType"`
		Text    string           `json:"PolicyContent,omitempty"`
		Updated time.Time        `json:"LastUpdatedTimestamp,omitzero"`
		Taken   time.Time        `json:"taken,omitzero"`
	}
	savedInvalid struct {
		Account model.AccountID    `json:"AccountId"`
		Type    model.PolicyType   `json:"PolicyType"`
		Errors  []savedPolicyError `json:"EffectivePolicyValidationErrors,omitempty"`
	}
	savedPolicyError struct {
		Code     string           `json:"ErrorCode,omitempty"`
		Message  string           `json:"ErrorMessage,omitempty"`
		Path     string           `json:"PathToError,omitempty"`
		Policies []model.PolicyID `json:"ContributingPolicies,omitempty"`
	}
)

var (
	effectiveKeys   = []string{"TargetId", "PolicyType", "PolicyContent", "LastUpdatedTimestamp", "taken"}
	invalidKeys     = []string{"AccountId", "PolicyType", "EffectivePolicyValidationErrors"}
	policyErrorKeys = []string{"ErrorCode", "ErrorMessage", "PathToError", "ContributingPolicies"}
)

// management writes the fields about management policies; nothing where no type of
// them is enabled and nothing is known.
func (e *encoder) management(s *model.Snapshot) {
	if types := model.ManagementTypes(s.Roots); len(types) > 0 {
		list(e, "managementTypes", types, unchanged)
	}
	if len(s.EffectivePolicies) > 0 {
		list(e, "effectivePolicies", s.EffectivePolicies, func(p model.EffectivePolicy) savedEffective {
			return savedEffective{p.Account, p.Type, p.Text, phrase.UTC(p.Updated), phrase.UTC(p.Taken)}
		})
	}
	if len(s.InvalidPolicies) > 0 {
		list(e, "invalidPolicies", s.InvalidPolicies, func(p model.InvalidPolicy) savedInvalid {
			saved := savedInvalid{Account: p.Account, Type: p.Type}
			for _, x := range p.Errors {
				saved.Errors = append(saved.Errors, savedPolicyError(x))
			}
			return saved
		})
	}
	if _, gaps := gapsByAge(s.Gaps); len(gaps) > 0 {
		list(e, "managementGaps", gaps, saveGap)
	}
	if _, unread := unreadByAge(s.Unread); len(unread) > 0 {
		list(e, "managementUnread", unread, saveUnread)
	}
}

func saveUnread(p model.PartKey) savedUnread { return savedUnread{partWords[p.Part], p.Target} }

// isLater reports whether a reader of before these fields does not know the part: it
// would refuse the whole file.
func isLater(p model.PartKey) bool { return p.Part >= model.PartEffective }

// gapsByAge divides gaps by whether such a reader knows their parts.
func gapsByAge(all []model.Gap) (known, later []model.Gap) {
	for i := range all {
		if isLater(all[i].Missing) {
			later = append(later, all[i])
		} else {
			known = append(known, all[i])
		}
	}
	return known, later
}

// unreadByAge divides parts in the same way.
func unreadByAge(all []model.PartKey) (known, later []model.PartKey) {
	for _, p := range all {
		if isLater(p) {
			later = append(later, p)
		} else {
			known = append(known, p)
		}
	}
	return known, later
}

// managementField reads the value of a field about management policies.
func (d *decoder) managementField(name string) error {
	switch name {
	case "managementTypes":
		return d.elements(d.managementType)
	case "effectivePolicies":
		return d.elements(d.effectivePolicy)
	default:
		return d.elements(d.invalidPolicy)
	}
}

// managementType reads a policy type whose policies the reading has, or has gaps
// about.
func (d *decoder) managementType() error {
	var t model.PolicyType
	err := intern(d.scanner, &t)
	d.management = append(d.management, t)
	return err
}

// missManagement notes that a reading which was saved before deputy read management
// policies does not have them: its file has no such types.
func missManagement(s *model.Snapshot, types []model.PolicyType) {
	for _, t := range model.ManagementTypes(s.Roots) {
		if !slices.Contains(types, t) {
			s.MissManagement(t)
		}
	}
}

func (d *decoder) effectivePolicy() error {
	var p model.EffectivePolicy
	if err := d.object(effectiveKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &p.Account)
		case 1:
			return intern(d.scanner, &p.Type)
		case 2: // most accounts share the text
			return intern(d.scanner, &p.Text)
		case 3:
			return d.time(&p.Updated)
		default:
			return d.time(&p.Taken)
		}
	}); err != nil {
		return err
	}
	if p.Account == "" || p.Type == "" {
		return errWithout("TargetId or PolicyType")
	}
	d.s.EffectivePolicies = append(d.s.EffectivePolicies, p)
	return nil
}

func (d *decoder) invalidPolicy() error {
	var p model.InvalidPolicy
	if err := d.object(invalidKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &p.Account)
		case 1:
			return intern(d.scanner, &p.Type)
		default:
			return d.list(func() error {
				if err := d.count(); err != nil {
					return err
				}
				x, err := d.policyError()
				p.Errors = append(p.Errors, x)
				return err
			})
		}
	}); err != nil {
		return err
	}
	if p.Account == "" || p.Type == "" {
		return errWithout("AccountId or PolicyType")
	}
	d.s.InvalidPolicies = append(d.s.InvalidPolicies, p)
	return nil
}

func (d *decoder) policyError() (x model.PolicyError, err error) {
	err = d.object(policyErrorKeys, func(n int) error {
		if n < 3 {
			return intern(d.scanner, []*string{&x.Code, &x.Message, &x.Path}[n])
		}
		return d.list(func() error {
			if err := d.count(); err != nil {
				return err
			}
			var id model.PolicyID
			err := intern(d.scanner, &id)
			x.Policies = append(x.Policies, id)
			return err
		})
	})
	return x, err
}

// checkManagement refuses what appears twice in the sorted lists.
func checkManagement(s *model.Snapshot) error {
	if p := duplicate(s.EffectivePolicies, func(p model.EffectivePolicy) string { return model.EffectiveTarget(p.Account, p.Type) }); p != nil {
		return fmt.Errorf("the effective policy of %q appears twice", phrase.Shorten(string(p.Account)))
	}
	if p := duplicate(s.InvalidPolicies, func(p model.InvalidPolicy) string { return model.EffectiveTarget(p.Account, p.Type) }); p != nil {
		return fmt.Errorf("the invalid policy of %q appears twice", phrase.Shorten(string(p.Account)))
	}
	return nil
}
