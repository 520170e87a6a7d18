package delegation

import (
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// Relatives gives the services of the family of one that accounts hold, by
// name: an account that holds more of them is fitter to hold this one too.
func Relatives(r *model.Reading, s catalog.Service) map[model.AccountID][]string {
	all := map[model.AccountID][]string{}
	for _, d := range ByAccount(r) {
		for _, h := range d.Held {
			if h.Service != nil && h.Service.Family == s.Family && h.Service.ID != s.ID && !slices.Contains(all[d.Account], h.Name) {
				all[d.Account] = append(all[d.Account], h.Name)
			}
		}
	}
	return all
}
