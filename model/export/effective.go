package export

import (
	"slices"

	"deputy/model"
)

// EffectivePolicies returns the effective policies of an account, a section for each
// of the types: the text as AWS returns it, and AWS's reasons if it is invalid.
func EffectivePolicies(r *model.Reading, account model.AccountID, types []model.PolicyType) []Section {
	sections := make([]Section, 0, len(types))
	for _, t := range types {
		p, status := r.EffectivePolicy(account, t)
		s := Section{Key: string(t), Title: "Effective " + t.Singular()}
		errors, read := r.PolicyErrors(account, t)
		if invalid, _ := r.InvalidAccounts(t); slices.Contains(invalid, account) || len(errors) > 0 {
			s.Lines = append(s.Lines, "AWS says that this effective policy is invalid, and does not fully enforce it.")
		}
		for _, x := range errors {
			s.Lines = append(s.Lines, r.PolicyErrorText(x))
		}
		if read.Gap != nil {
			s.Lines = append(s.Lines, "Reasons not read: "+read.Gap.Sentence())
		}
		if s.Text = p.Text; status.Known() && p.Text == "" {
			s.Lines = append(s.Lines, "None: no "+t.Singular()+" applies to the account.")
		}
		sections = append(sections, s.noted(status))
	}
	return sections
}
