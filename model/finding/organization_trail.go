package finding

import (
	"slices"

	"deputy/model"
	"deputy/model/phrase"
)

// findTrails finds whether an organization trail logs all accounts in all Regions.
func findTrails(w *inspector) {
	x, status := w.r.Trails()
	if !status.Known() || w.r.Organization.Features == model.FeaturesBilling {
		return
	}
	var names []string
	var all []model.Trail
	for _, t := range x.Trails {
		names = append(names, t.Name)
		if t.Organization {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		f := Finding{
			Severity: SeverityMedium, Title: "No organization trail logs the calls in all accounts",
			Evidence: "CloudTrail shows no trail in " + string(x.Region) + ", where all trails of several Regions appear.",
			Fix:      "Create an organization trail for all Regions (aws cloudtrail create-trail --is-organization-trail --is-multi-region-trail), with a bucket in a log archive account.",
			Sources:  []string{pageTrail},
		}
		if len(names) > 0 {
			f.Evidence = "CloudTrail shows " + phrase.Count(len(names), "trail") + " in " + string(x.Region) + ", and none of them is an organization trail: " + phrase.List(names, fewNames) + "."
		}
		w.addAbout(status, f)
		return
	}
	unknown := func(t model.Trail) bool { return !t.Checked }
	good := func(t model.Trail) bool { return t.Logging && t.MultiRegion && t.Error == "" }
	if !slices.ContainsFunc(all, good) && !slices.ContainsFunc(all, unknown) { // the gaps of unknown ones say so
		findWeakTrail(w, status, all)
	}
}

// findWeakTrail finds what is wrong with the best of the organization trails.
func findWeakTrail(w *inspector, status model.Status, all []model.Trail) {
	best := slices.MaxFunc(all, func(a, b model.Trail) int { return trailRank(a) - trailRank(b) })
	f := Finding{Severity: SeverityHigh, Sources: []string{pageTrail}}
	switch {
	case !best.Logging:
		f.Title, f.Evidence = "The organization trail "+best.Name+" is not logging", "Since logging was stopped, no trail records the calls in all accounts."
		f.Fix = "Find out who stopped it, then run aws cloudtrail start-logging --name " + phrase.ShellQuote(best.ARN) + " in " + string(best.Home) + "."
	case best.Error != "":
		f.Title, f.Evidence = "The organization trail "+best.Name+" cannot deliver its log files", "The last delivery to the bucket failed: "+phrase.Sentence(best.Error)
		f.Fix = "Fix the bucket, its policy or its key, so that CloudTrail can write to it."
	default:
		f.Severity = SeverityMedium
		f.Title, f.Evidence = "The organization trail "+best.Name+" logs one Region only", "It logs "+string(best.Home)+"; calls in other Regions are not logged for all accounts."
		f.Fix = "Run aws cloudtrail update-trail --is-multi-region-trail --name " + phrase.ShellQuote(best.ARN) + " in " + string(best.Home) + "."
	}
	w.addAbout(status, f)
}

// trailRank returns how much a trail is worth.
func trailRank(t model.Trail) int {
	switch {
	case !t.Logging:
		return 0
	case t.Error != "":
		return 1
	default:
		return 2
	}
}
