package finding

import (
	"fmt"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// livesHere returns the parts about what lives in the management account. With
// credentials of another account they cannot be read, which is one finding.
func (w *inspector) livesHere(parts ...model.Part) []model.PartKey {
	keys := wholeParts(parts...)
	if w.outside() {
		keys = nil
		for _, key := range wholeParts(parts...) {
			if w.r.Status(key.Part, "").Known() { // from a saved reading
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// outside reports whether the caller's account is known not to be the management
// account.
func (w *inspector) outside() bool {
	return w.r.Caller.Account != "" && w.r.Organization.Management != "" && !w.r.ByManagementAccount()
}

func needRootUser(w *inspector) []model.PartKey { return w.livesHere(model.PartRootUser) }

func needUsers(w *inspector) []model.PartKey { return w.livesHere(model.PartIdentities) }

func needCredentials(w *inspector) []model.PartKey { return w.livesHere(model.PartCredentials) }

func needTrails(w *inspector) []model.PartKey { return w.livesHere(model.PartTrails) }

// managementPlace returns the place of the management account.
func (w *inspector) managementPlace() Place {
	if id := w.r.Organization.Management.Node(); w.r.Node(id) != nil {
		return Place{Node: id}
	}
	return w.organizationPlace()
}

// addAbout adds a finding about the management account. It says from when that is,
// if it comes from a saved reading.
func (w *inspector) addAbout(s model.Status, f Finding) {
	f.Place = w.managementPlace()
	if s.Progress == model.Saved && !s.At.IsZero() {
		f.Details = append(f.Details, "As of "+phrase.DateTime(s.At)+".")
	}
	w.add(f)
}

// findRootUser finds what is wrong with the root user of the management account.
func findRootUser(w *inspector) {
	root, status := w.r.RootUser()
	if !status.Known() {
		if w.outside() {
			w.addAbout(status, Finding{
				Severity: SeverityOpen, Title: "Not checked: IAM users, access keys, roles and trails of the management account",
				Evidence: fmt.Sprintf("IAM and CloudTrail answer for the caller's own account only, and that is %s.", w.r.AccountLabel(w.r.Caller.Account)),
				Fix:      "Use credentials of the management account.", Sources: []string{pageManagement},
			})
		}
		return
	}
	if !root.MFA {
		w.addAbout(status, Finding{
			Severity: SeverityHigh, Title: "The root user of the management account has no MFA",
			Evidence: "Its password alone opens the whole organization, and no SCP applies to it.",
			Fix:      "Sign in as the root user and register a passkey, a security key or another MFA device.", Sources: []string{pageRootMFA, pageRootUser},
		})
	}
	if !root.AccessKeys {
		return
	}
	f := Finding{
		Severity: SeverityHigh, Title: "The root user of the management account has access keys",
		Evidence: "Who has such a key can do everything in the organization, without MFA, and no SCP applies to it.",
		Fix:      "Let what uses them assume a role, then sign in as the root user and delete the access keys.", Sources: []string{pageRootUser},
	}
	report, _ := w.r.CredentialReport()
	for _, u := range report.Users {
		for _, k := range u.Keys {
			if u.User == model.RootUserName {
				f.Details = append(f.Details, keyText("access key", k, report.Generated))
			}
		}
	}
	w.addAbout(status, f)
}

// keyText says of an access key how old it is and when it was last used.
func keyText(name string, k model.AccessKey, at time.Time) string {
	text := fmt.Sprintf("%s %d: ", name, k.Number)
	if k.Rotated.IsZero() {
		text += "age not known"
	} else {
		text += phrase.Count(days(k.Rotated, at), "day") + " old"
	}
	switch {
	case k.Used.IsZero():
		return text + ", never used"
	case k.Service != "":
		return text + ", last used " + phrase.Date(k.Used) + " for " + k.Service
	default:
		return text + ", last used " + phrase.Date(k.Used)
	}
}

// days returns how many whole days have passed; none if the time is not known.
func days(since, at time.Time) int {
	const day = 24 * time.Hour
	if since.IsZero() || since.After(at) {
		return 0
	}
	return int(at.Sub(since) / day)
}

// How many names stand in a sentence, and how many lines below it.
const (
	fewNames  = 8
	manyLines = 200
)

// lines returns at most manyLines of the lines, and how many more there are.
func lines(all []string, noun string) []string {
	if n := len(all) - manyLines; n > 0 {
		return append(all[:manyLines:manyLines], phrase.Count(n, "more "+noun)+".")
	}
	return all
}

// findUsers finds IAM users in the management account, and of these the ones whose
// password suffices to sign in.
func findUsers(w *inspector) {
	x, status := w.r.Identities()
	if !status.Known() || len(x.Users) == 0 {
		return
	}
	report, _ := w.r.CredentialReport()
	of := make(map[string]*model.UserCredentials, len(report.Users))
	for i := range report.Users {
		of[report.Users[i].User] = &report.Users[i]
	}
	var details []string
	for _, name := range x.Users {
		if u := of[name]; u != nil {
			details = append(details, name+": "+credentialsText(u))
		} else {
			details = append(details, name)
		}
	}
	w.addAbout(status, Finding{
		Severity: SeverityLow, Title: phrase.CountOf(len(x.Users), "IAM user is", "IAM users are") + " in the management account",
		Evidence: phrase.List(x.Users, fewNames) + ". The credentials of IAM users do not expire, and no SCP applies to them here.",
		Details:  lines(details, "user"),
		Fix:      "Let people sign in through IAM Identity Center and programs assume a role, then delete the users. For emergencies, keep one with MFA at most.",
		Sources:  []string{pageManagement},
	})
}

// credentialsText says in a few words what credentials a user has.
func credentialsText(u *model.UserCredentials) string {
	text := "no password"
	switch {
	case u.Password && u.MFA:
		text = "password with MFA"
	case u.Password:
		text = "password without MFA"
	}
	if u.Password && u.SignedIn.IsZero() {
		text += ", no sign-in recorded"
	} else if u.Password {
		text += ", last sign-in " + phrase.Date(u.SignedIn)
	}
	if len(u.Keys) == 0 {
		return text + ", no active access key"
	}
	return text + ", " + phrase.Count(len(u.Keys), "active access key")
}

// keptFor is after how many days AWS says to update an access key, or to delete what
// was not used.
// https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html
const keptFor = 90

// findKeys finds passwords without MFA and access keys that are old or not used. It
// counts from the time of the credential report.
func findKeys(w *inspector) {
	report, status := w.r.CredentialReport()
	switch {
	case !status.Known():
		return
	case report.Generated.IsZero():
		w.addAbout(model.Status{}, Finding{
			Severity: SeverityOpen, Title: "Not checked: " + w.kind.about, Generate: true,
			Evidence: "IAM has no credential report of the last 4 hours. It generates one on demand, which changes nothing else.",
			Fix:      "Generate one on the Findings screen, or run deputy findings --credential-report.", Sources: []string{pageReport},
		})
		return
	}
	var open, unused, old, fresh []string
	for i := range report.Users {
		u := &report.Users[i]
		if u.User == model.RootUserName {
			continue
		}
		if u.Password && !u.MFA {
			open = append(open, u.User)
		}
		for _, k := range u.Keys {
			text := keyText(u.User+", key", k, report.Generated)
			switch age := days(k.Rotated, report.Generated); {
			case k.Used.IsZero() && age < keptFor:
				fresh = append(fresh, text)
			case k.Used.IsZero(), days(k.Used, report.Generated) >= keptFor:
				unused = append(unused, text)
			case age >= keptFor:
				old = append(old, text)
			}
		}
	}
	by := " (credential report of " + phrase.DateTime(report.Generated) + ")."
	if len(open) > 0 {
		w.addAbout(status, Finding{
			Severity: SeverityMedium, Title: phrase.CountOf(len(open), "IAM user signs", "IAM users sign") + " in to the management account without MFA",
			Evidence: phrase.List(open, fewNames) + by, Details: lines(open, "user"), Generate: true,
			Fix:     "Let them sign in through IAM Identity Center and delete the users; until then, register an MFA device for each.",
			Sources: []string{pageManagement, pageReport},
		})
	}
	about := func(s Severity, keys []string, title func(n int) string, fix string) {
		if len(keys) > 0 {
			w.addAbout(status, Finding{
				Severity: s, Title: title(len(keys)), Evidence: phrase.List(keys, fewNames/2) + by, Details: lines(keys, "key"), Generate: true,
				Fix: fix, Sources: []string{pageAccessKeys, pageReport},
			})
		}
	}
	about(SeverityMedium, unused, func(n int) string {
		return phrase.CountOf(n, "access key of the management account has", "access keys of the management account have") + fmt.Sprintf(" not been used for %d days", keptFor)
	}, "Deactivate them (aws iam update-access-key --status Inactive), and delete them when nobody has missed them.")
	about(SeverityMedium, old, func(n int) string {
		return phrase.CountOf(n, "access key of the management account is", "access keys of the management account are") + fmt.Sprintf(" in use and older than %d days", keptFor)
	}, "Let what uses them assume a role instead, or replace the keys.")
	about(SeverityLow, fresh, func(n int) string {
		return phrase.CountOf(n, "access key of the management account has", "access keys of the management account have") + " never been used"
	}, "Ask who made them, and delete those that nobody needs.")
}
